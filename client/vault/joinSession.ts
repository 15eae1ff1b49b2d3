import { decode, encode } from 'cborg';
import {
  applySeating,
  bucketStart,
  decodeCommitBinding,
  deriveInviteKeys,
  equalBytes,
  governanceCodec,
  governanceHash,
  hedgeKeyHash,
  isFit,
  openGovernanceBody,
  recordHash,
  seatCodec,
  seatingWords,
  toHex,
  type Charter,
  type GovernanceState,
  type GroupFace,
  type InboxBody,
  type Invite,
  type PendingKeyPackage,
} from '../../crypto/index.ts';
import type { JoinView } from '../model/snapshot.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord } from '../sync/logConnection.ts';
import type { SessionPorts } from './circleSession.ts';
import {
  beginCircle,
  deviceOf,
  drawIdentity,
  memberKeyOf,
  type CircleState,
  type Identity,
  type OutgoingRecord,
} from './circleState.ts';
import { hourOfMs } from './forgetting.ts';
import { openInboxRecord, sealInboxRecord } from './inbox.ts';
import { takeEpoch } from './processRecord.ts';
import { Refused } from './refused.ts';

/** A candidate at the door of one circle, PROTOCOL.md §8: from the link to the seat. */

/** What was said when asking to sit down; stored before it is sent. */
type Request = {
  readonly identity: Identity;
  readonly name: string;
  readonly pending: PendingKeyPackage;
  readonly keyPackageRef: Uint8Array;
  readonly record: OutgoingRecord;
};

export type JoinState = {
  readonly relay: string;
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
  readonly invitation: {
    readonly circleId: Uint8Array;
    readonly name: string;
    readonly charter: Charter;
    readonly lastHour: number;
  } | null;
  readonly request: Request | null;
  readonly isClosed: boolean;
};

export type JoinSession = {
  state(): JoinState;
  view(): JoinView;
  /** Asks to sit down under this name. Throws `Refused`. */
  request(name: string): Promise<void>;
  start(): void;
  /** Asks the relay again for its hour. */
  reconnect(): void;
  stop(): void;
};

export type JoinPorts<Group> = SessionPorts<Group> & {
  /** Inside a step: the seat is taken; whatever stored it has also dropped the join. */
  readonly onSeated: (circle: CircleState, join: JoinState) => Promise<void>;
};

/** The relay keeps a request as long as it could still be answered. */
const GRACE_HOURS = 24;
/** Without an answer for so long the relay counts as unreachable; trying goes on. */
const PATIENCE_MS = 10_000;

export function joinSecretName(inviteId: Uint8Array): string {
  return `join/${toHex(inviteId)}`;
}

export function encodeJoinState(join: JoinState): Uint8Array {
  return encode(join);
}

export function decodeJoinState(bytes: Uint8Array): JoinState {
  return decode(bytes) as JoinState;
}

export function openJoinSession<Group>(initial: JoinState, ports: JoinPorts<Group>): JoinSession {
  const { vault, groups, clock, timers, transport, onChange, onRelayHour, onSeated } = ports;
  const { random } = vault;
  const invite: Invite = initial;
  let join = initial;
  let connection: LogConnection | null = null;
  let isCaughtUp = false;
  let isUnreachable = false;
  let seatedCircle: string | null = null;
  /** How far the inbox has been read, and whether the request was found there. */
  let seen = 0;
  let isPosted = false;
  let cancelPatience = (): void => undefined;

  async function persist(next: JoinState): Promise<void> {
    await vault.persist({
      secrets: new Map([[joinSecretName(next.inviteId), encodeJoinState(next)]]),
    });
    join = next;
    onChange();
  }

  async function take(records: readonly LogRecord[]): Promise<void> {
    await vault.exclusive(async () => {
      for (const record of records) {
        seen = record.index;
        if (join.request !== null) {
          isPosted ||= equalBytes(record.hash, recordHash(join.request.record.bytes));
        }
        const body = openInboxRecord(invite, record);
        if (body !== null && seatedCircle === null) await hear(body);
      }
    });
  }

  async function hear(body: InboxBody): Promise<void> {
    if (body.kind === 'invitation' && join.invitation === null) {
      const { circleId, name, charter, lastHour } = body;
      await persist({ ...join, invitation: { circleId, name, charter, lastHour } });
    } else if (body.kind === 'closed') {
      await persist({ ...join, isClosed: true });
    } else if (body.kind === 'welcome') {
      const { request } = join;
      const isOwn = request !== null && equalBytes(request.keyPackageRef, body.keyPackageRef);
      if (isOwn) await sitDown(request, body);
      // The seat went to somebody else who held the same link.
      else await persist({ ...join, isClosed: true });
    }
  }

  async function sitDown(
    request: Request,
    body: Extract<InboxBody, { kind: 'welcome' }>,
  ): Promise<void> {
    const circle = await joinCircle(join, request, body, groups, {
      hourNow: hourOfMs(clock.nowMs()),
      ordinal: await vault.takeOrdinal(),
    });
    // Bytes that seat nobody are not an answer: anybody with the link can post them.
    if (circle === null) return;
    await onSeated(circle, join);
    seatedCircle = toHex(circle.circleId);
    disconnect();
    onChange();
  }

  async function post(): Promise<void> {
    const { request } = join;
    if (request === null || !isCaughtUp || isPosted || seatedCircle !== null) return;
    await connection?.append(seen, [request.record]);
  }

  const hasEnded = (): boolean =>
    join.invitation !== null && join.invitation.lastHour < hourOfMs(clock.nowMs());

  return {
    state: () => join,
    view() {
      const { invitation, request } = join;
      return {
        inviteId: toHex(join.inviteId),
        relay: join.relay,
        step: stepOf(),
        circleName: invitation?.name ?? null,
        charter: invitation?.charter ?? null,
        name: request?.name ?? null,
        words: request && invitation ? wordsOf(join, request, invitation) : null,
        circleId: seatedCircle,
      };
    },
    async request(name) {
      if (!isFit('person', name)) throw new Refused('too-long');
      await vault.exclusive(async () => {
        const { invitation } = join;
        if (invitation === null || join.isClosed || hasEnded()) throw new Refused('gone');
        if (join.request !== null) return;
        const { circleId, lastHour } = invitation;
        const identity = drawIdentity(random);
        const { device, staticKey, hedgeKey } = deviceOf(identity, circleId);
        const now = Math.floor(clock.nowMs() / 1000);
        const pending = await groups.makeKeyPackage(device, now);
        const read = await groups.readKeyPackage(pending.keyPackage, circleId, now);
        if (!read.ok) throw new Error('an own key package does not read');
        const { keyPackage } = pending;
        const body = { kind: 'request', keyPackage, name, staticKey, hedgeKey } as const;
        const record = sealInboxRecord(invite, body, lastHour + GRACE_HOURS, random);
        const keyPackageRef = read.value.ref;
        await persist({ ...join, request: { identity, name, pending, keyPackageRef, record } });
      });
      await post();
    },
    start: connect,
    reconnect() {
      disconnect();
      connect();
    },
    stop: disconnect,
  };

  function connect(): void {
    cancelPatience = timers.after(PATIENCE_MS, () => {
      isUnreachable = !isCaughtUp;
      onChange();
    });
    connection = followLog({
      transport,
      timers,
      random,
      address: { relay: join.relay, log: deriveInviteKeys(invite).log },
      after: 0,
      events: {
        onRecords: take,
        onCaughtUp: (hour) => {
          isCaughtUp = true;
          isUnreachable = false;
          onRelayHour(hour);
          onChange();
          void post();
        },
        onDisconnected: () => {
          isCaughtUp = false;
          onRelayHour(null);
          onChange();
        },
      },
    });
  }

  function disconnect(): void {
    cancelPatience();
    connection?.close();
    connection = null;
    isCaughtUp = false;
    onRelayHour(null);
  }

  function stepOf(): JoinView['step'] {
    if (seatedCircle !== null) return 'seated';
    if (join.isClosed) return 'closed';
    if (hasEnded()) return 'expired';
    if (join.request !== null) return 'waiting';
    if (join.invitation !== null) return 'charter';
    if (isUnreachable) return 'unreachable';
    // The inviter posts before the link is handed over: an empty inbox has outlived its invite.
    return isCaughtUp ? 'expired' : 'fetching';
  }
}

function wordsOf(
  join: JoinState,
  request: Request,
  invitation: NonNullable<JoinState['invitation']>,
): readonly string[] {
  const { circleId, charter } = invitation;
  const { staticKey, hedgeKey } = deviceOf(request.identity, circleId);
  return seatingWords(
    {
      keyPackageRef: request.keyPackageRef,
      staticKey,
      hedgeKeyHash: hedgeKeyHash(hedgeKey),
      inviteId: join.inviteId,
      circleId,
    },
    charter.language,
  );
}

/** The circle as it stands after the commit that seats this candidate; null where anything does not hold. */
async function joinCircle<Group>(
  join: JoinState,
  request: Request,
  body: Extract<InboxBody, { kind: 'welcome' }>,
  groups: GroupFace<Group>,
  place: { readonly hourNow: number; readonly ordinal: number },
): Promise<CircleState | null> {
  const { invitation } = join;
  if (invitation === null) return null;
  const { circleId } = invitation;
  const { linkPsk } = deriveInviteKeys(join);
  const pending = {
    ...request.pending,
    initPrivateKey: request.pending.initPrivateKey.slice(),
  };
  const now = bucketStart(place.hourNow);
  const joined = await groups.join(body.welcome, pending, circleId, now, () => linkPsk);
  if (!joined.ok) return null;
  const binding = decodeCommitBinding(joined.value.pskId);
  const { group, epoch } = await takeEpoch(groups, joined.value.state, place.hourNow);
  const { rec, epoch: number } = epoch.keys;
  const opened = openGovernanceBody(rec, circleId, number, body.seat);
  const read = opened.ok ? seatCodec.decode(opened.value) : opened;
  if (!read.ok || !binding.ok) return null;
  const seat = read.value;
  const governance = governanceCodec.decode(seat.governance);
  if (!governance.ok) return null;
  const isBound =
    equalBytes(binding.value.inviteId, join.inviteId) &&
    equalBytes(binding.value.governance, governanceHash(governance.value)) &&
    equalBytes(governance.value.circleId, circleId);
  if (!isBound) return null;
  const seated = seatIn(governance.value, join.inviteId, request, circleId, seat.hour);
  if (seated === null) return null;
  const beginning = {
    ordinal: place.ordinal,
    circleId,
    relay: join.relay,
    identity: request.identity,
    eraSecret: seat.eraSecret,
    group,
    governance: seated,
    head: { index: seat.index, hour: seat.hour, chain: seat.chain },
  };
  return beginCircle(beginning, epoch);
}

/** G after the commit. Who committed was for the members to judge, and is no part of it. */
function seatIn(
  before: GovernanceState,
  inviteId: Uint8Array,
  request: Request,
  circleId: Uint8Array,
  hour: number,
): GovernanceState | null {
  const host = before.members.find((member) => member.role === 'host');
  if (host === undefined) return null;
  const { keyPackageRef, identity } = request;
  const seating = { committer: host.memberId, inviteId, keyPackageRef };
  const seated = applySeating(before, seating, hour);
  if (!seated.ok) return null;
  const { staticKey, hedgeKey } = deviceOf(identity, circleId);
  const isSelf = seated.value.devices.some(
    (device) =>
      equalBytes(device.memberId, memberKeyOf(identity).publicKey) &&
      equalBytes(device.staticKey, staticKey) &&
      equalBytes(device.hedgeKey, hedgeKey),
  );
  return isSelf ? seated.value : null;
}
