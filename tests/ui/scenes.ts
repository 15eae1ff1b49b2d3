import {
  STARTING,
  type Charter,
  type DiscussionView,
  type Snapshot,
  type UnsupportedReason,
} from '../../client/model/snapshot.ts';
import { LONG, LONG_DISCUSSION_ID } from '../support/longSnapshots.ts';
import { ASKED_AGAIN, AT_DOOR, AT_DOOR_OFFLINE, joining } from '../support/doorSnapshots.ts';
import {
  CIRCLE_ID,
  DISCUSSION,
  DISCUSSION_ID,
  EMPTY,
  INVITE_ID,
  OPEN,
  withCircle,
} from '../support/sampleSnapshots.ts';

/** Every screen, by name: where it is and what the vault shows there. */
export type Scene = {
  readonly path: string;
  readonly snapshot: Snapshot;
  readonly discussion?: DiscussionView;
};

const circlePath = `/c/${CIRCLE_ID}`;
const discussionPath = `${circlePath}/d/${DISCUSSION_ID}`;
const door = `/j/${INVITE_ID}`;
const vault = (kind: 'unloaded' | 'cleared' | 'locked' | 'elsewhere' | 'damaged'): Snapshot => ({
  ...EMPTY,
  vault: { kind },
});
const unsupported = (reason: UnsupportedReason): Snapshot => ({
  ...EMPTY,
  vault: { kind: 'unsupported', reason },
});

export const SCENES = {
  starting: { path: '/', snapshot: STARTING },
  insecure: { path: '/', snapshot: unsupported('insecure') },
  'no-webassembly': { path: '/', snapshot: unsupported('no-webassembly') },
  'no-storage': { path: '/', snapshot: unsupported('no-storage') },
  'storage-shut': { path: '/', snapshot: unsupported('storage-shut') },
  unloaded: { path: '/', snapshot: vault('unloaded') },
  cleared: { path: '/', snapshot: vault('cleared') },
  elsewhere: { path: '/', snapshot: vault('elsewhere') },
  damaged: { path: '/', snapshot: vault('damaged') },
  welcome: { path: '/', snapshot: EMPTY },
  passphrase: { path: '/new', snapshot: EMPTY },
  unlock: { path: '/', snapshot: vault('locked') },
  'limits-alone': { path: '/limits', snapshot: EMPTY },
  'circles-empty': { path: '/', snapshot: { ...OPEN, circles: [] } },
  circles: { path: '/', snapshot: { ...AT_DOOR, joins: joining('waiting').joins } },
  'circles-ended': {
    path: '/',
    snapshot: {
      ...OPEN,
      joins: [...joining('closed', 'Théo').joins, ...joining('closed').joins].map((join, at) => ({
        ...join,
        inviteId: `e${at + 1}`,
      })),
    },
  },
  create: { path: '/new', snapshot: OPEN },
  circle: { path: circlePath, snapshot: OPEN },
  'circle-empty': { path: '/c/c2', snapshot: OPEN },
  'circle-door': { path: circlePath, snapshot: AT_DOOR },
  'circle-door-offline': { path: circlePath, snapshot: AT_DOOR_OFFLINE },
  'circle-asking': { path: circlePath, snapshot: ASKED_AGAIN },
  'circle-trouble': { path: circlePath, snapshot: withCircle({ trouble: 'fork' }) },
  discussion: {
    path: discussionPath,
    snapshot: withCircle({
      sync: { isConnected: false, syncedAtMs: OPEN.nowMs, waiting: 1 },
    }),
  },
  refused: { path: discussionPath, snapshot: withCircle({ trouble: 'refused-entries' }) },
  'relay-full': { path: discussionPath, snapshot: withCircle({ trouble: 'relay-full' }) },
  'relay-refuses': { path: circlePath, snapshot: withCircle({ trouble: 'relay-refuses' }) },
  'long-away': { path: discussionPath, snapshot: withCircle({ trouble: 'long-away' }) },
  removed: { path: discussionPath, snapshot: withCircle({ trouble: 'removed' }) },
  gone: { path: `${circlePath}/d/dead`, snapshot: OPEN },
  members: { path: `${circlePath}/members`, snapshot: OPEN },
  invite: { path: `${circlePath}/invite`, snapshot: OPEN },
  'invite-empty': { path: `${circlePath}/invite`, snapshot: withCircle({ invites: [] }) },
  'circles-long': { path: '/', snapshot: LONG },
  'circle-long': { path: circlePath, snapshot: LONG },
  'discussion-long': { path: `${circlePath}/d/${LONG_DISCUSSION_ID}`, snapshot: LONG },
  'members-long': { path: `${circlePath}/members`, snapshot: LONG },
  'invite-long': { path: `${circlePath}/invite`, snapshot: LONG },
  'invite-offline': {
    path: `${circlePath}/invite`,
    snapshot: withCircle({ sync: { isConnected: false, syncedAtMs: OPEN.nowMs, waiting: 1 } }),
  },
  settings: { path: '/settings', snapshot: OPEN },
  limits: { path: '/limits', snapshot: OPEN },
  clock: { path: '/', snapshot: { ...OPEN, clockJumpedToMs: OPEN.nowMs + 40 * 86_400_000 } },
  'not-found': { path: '/nowhere', snapshot: OPEN },
  paste: { path: '/j', snapshot: EMPTY },
  landing: { path: '/j#aHR0cHM.q83v.4Zb0', snapshot: EMPTY },
  fetching: { path: door, snapshot: joining('fetching') },
  charter: { path: door, snapshot: joining('charter') },
  waiting: { path: door, snapshot: joining('waiting', 'Théo Marchetti') },
  seated: { path: door, snapshot: joining('seated', 'Théo Marchetti') },
  closed: { path: door, snapshot: joining('closed', 'Théo Marchetti') },
  'closed-unasked': { path: door, snapshot: joining('closed') },
  'closed-own': {
    path: door,
    snapshot: {
      ...OPEN,
      joins: joining('closed').joins.map((join) => ({ ...join, circleId: CIRCLE_ID })),
    },
  },
  expired: { path: door, snapshot: joining('expired') },
  unreachable: { path: door, snapshot: joining('unreachable') },
} satisfies Record<string, Scene>;

export function isSceneName(name: string | null): name is keyof typeof SCENES {
  return name !== null && Object.hasOwn(SCENES, name);
}

// Of no shape that a vault shows, so that drawing it throws.
const misshapen = {} as unknown as string;

/** What no vault shows: each leaves something that cannot be drawn. */
export const BROKEN_SCENES = {
  'broken-letter': {
    path: discussionPath,
    snapshot: OPEN,
    discussion: {
      ...DISCUSSION,
      contributions: DISCUSSION.contributions.map((contribution, place) =>
        place === 1 ? { ...contribution, text: misshapen } : contribution,
      ),
    },
  },
  'broken-page': {
    path: circlePath,
    snapshot: withCircle({ charter: {} as unknown as Charter }),
  },
  'broken-frame': { path: '/settings', snapshot: withCircle({ name: misshapen }) },
} satisfies Record<string, Scene>;

export function isBrokenSceneName(name: string | null): name is keyof typeof BROKEN_SCENES {
  return name !== null && Object.hasOwn(BROKEN_SCENES, name);
}
