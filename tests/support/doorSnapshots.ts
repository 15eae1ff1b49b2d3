import type { JoinView, Snapshot } from '../../client/model/snapshot.ts';
import { SAMPLE_WORDS } from './fakeClient.ts';
import {
  charter,
  circle,
  DAY_MS,
  HEARD,
  INVITE_ID,
  NOW_MS,
  OPEN,
  withCircle,
} from './sampleSnapshots.ts';

/** The door of the sample circle, from both sides. */

const ASKING = {
  ...HEARD,
  heardAtMs: NOW_MS - 40 * DAY_MS,
  asking: { id: 'e0', reason: 'away', after: null, isOnItsWay: false } as const,
};

const candidate = {
  id: 'k1',
  inviteId: 'i1',
  name: 'Théo Marchetti',
  words: SAMPLE_WORDS,
  vouches: 1,
  needed: 2,
  hasVouched: false,
  maySeat: true,
  namesake: null,
};

const candidates = [
  candidate,
  { ...candidate, id: 'k2', name: 'Salomé Diop', hasVouched: true, maySeat: false },
  { ...candidate, id: 'k3', name: 'noe lambert', namesake: 'Noé Lambert' },
];

/** Maud's device was away for too long. */
export const ASKED_AGAIN: Snapshot = withCircle({
  members: circle.members.map((member, at) => (at === 4 ? { ...member, ...ASKING } : member)),
});

export const AT_DOOR: Snapshot = withCircle({ candidates });

export const AT_DOOR_OFFLINE: Snapshot = withCircle({
  candidates,
  sync: { ...circle.sync, isConnected: false },
});

const join: JoinView = {
  inviteId: INVITE_ID,
  step: 'charter',
  relay: 'https://relay.example',
  circleName: 'Les Tilleuls',
  charter,
  name: null,
  words: null,
  circleId: null,
};

/** @param name under which a seat was asked for; null where nobody has asked yet */
export function joining(step: JoinView['step'], name: string | null = null): Snapshot {
  const words = step === 'waiting' ? SAMPLE_WORDS : null;
  return { ...OPEN, circles: [], joins: [{ ...join, step, name, words }] };
}
