import {
  deriveInviteKeys,
  equalBytes,
  hedgeKeyHash,
  isFit,
  recordHash,
  seatingWords,
  toHex,
  type InboxBody,
  type Invite,
} from '../../crypto/index.ts';
import type { JoinView } from '../model/snapshot.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord } from '../sync/logConnection.ts';
import type { SessionPorts } from './sessionFace.ts';
import { deviceOf, drawIdentity, type CircleState } from './circleState.ts';
import { openInboxRecord, sealInboxRecord } from './inbox.ts';
import { encodeJoinState, joinSecretName, type JoinRequest, type JoinState } from './joinState.ts';
import { Refused } from './refused.ts';
import { takeSeat } from './takeSeat.ts';
import { hourOf } from './hours.ts';

/** A candidate at the door of one circle, PROTOCOL.md §8: from the link to the seat. */

export type JoinSession = {
  state(): JoinState;
  view(): JoinView;
  /** Asks to sit down under this name. Throws `Refused`. */
  request(name: string): Promise<void>;
  /** Goes home. The circle is told as soon as it can be, so that nobody seats an empty chair. */
  leave(): Promise<void>;
  /** Opens the link again. */
  comeBack(): Promise<void>;
  start(): void;
  /** Asks the relay again for its hour. */
  reconnect(): void;
  stop(): void;
};

export type JoinPorts<Group> = Omit<SessionPorts<Group>, 'hasOtherSeat'> & {
  /** Inside a step: the seat is taken; whatever stored it has also dropped the join. */
  readonly onSeated: (circle: CircleState, join: JoinState) => Promise<void>;
  /** Inside a step: the circle has been told that this candidate went home. */
  readonly onLeft: (join: JoinState) => Promise<void>;
  /** Whether this device sits in that circle: an inviter chooses the id that an invitation claims. */
  readonly holdsCircle: (circleId: Uint8Array) => boolean;
};

/** The relay keeps a request as long as it could still be answered. */
const GRACE_HOURS = 24;
/** Without an answer for so long the relay counts as unreachable; trying goes on. */
const PATIENCE_MS = 10_000;

export function openJoinSession<Group>(initial: JoinState, ports: JoinPorts<Group>): JoinSession {
  const { vault, groups, clock, timers, transport, onChange, onRelayHour } = ports;
  const { onSeated, onLeft, holdsCircle } = ports;
  const { random } = vault;
  const invite: Invite = initial;
  let join = initial;
  let connection: LogConnection | null = null;
  let isCaughtUp = false;
  let isUnreachable = false;
  /** The relay holds no such inbox. */
  let isMissing = false;
  let seatedCircle: string | null = null;
  /** How far the inbox has been read, and whether the request was found there. */
  let seen = 0;
  let isPosted = false;
  /** Of the record before: what a Welcome opens stands right before it. */
  let lastSeat: Uint8Array | null = null;
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
        lastSeat = body?.kind === 'seat' ? body.sealed : null;
      }
    });
    // What was refused for a barrier that it had not seen, or could not be stored, goes again.
    post().catch(() => undefined);
  }

  async function close(): Promise<void> {
    if (!join.isClosed) await persist({ ...join, isClosed: true });
  }

  async function hear(body: InboxBody): Promise<void> {
    if (body.kind === 'invitation' && join.invitation === null) {
      const { circleId, name, charter, lastHour } = body;
      const invitation = { circleId, name, charter, lastHour };
      await persist({ ...join, invitation, isClosed: join.isClosed || holdsCircle(circleId) });
    } else if (body.kind === 'closed') {
      await close();
    } else if (body.kind === 'welcome') {
      const { request } = join;
      const isOwn = request !== null && equalBytes(request.keyPackageRef, body.keyPackageRef);
      if (isOwn) await sitDown(request, { welcome: body.welcome, seat: lastSeat });
      // The seat went to somebody else who held the same link.
      else await close();
    }
  }

  async function sitDown(
    request: JoinRequest,
    answer: { readonly welcome: Uint8Array; readonly seat: Uint8Array | null },
  ): Promise<void> {
    const { welcome, seat } = answer;
    if (seat === null) return;
    const circle = await takeSeat(join, request, { welcome, seat }, groups, {
      hourNow: hourOf(clock.nowMs()),
      ordinal: await vault.takeOrdinal(),
    });
    // Bytes that seat nobody are not an answer: anybody with the link can post them.
    if (circle === null) return;
    if (holdsCircle(circle.circleId)) return close();
    await onSeated(circle, join);
    seatedCircle = toHex(circle.circleId);
    disconnect();
    onChange();
  }

  async function post(): Promise<void> {
    const { request } = join;
    if (request === null || !isCaughtUp || seatedCircle !== null) return;
    if (join.isLeft) return sayGoodbye(request);
    if (!isPosted) await connection?.append(seen, [request.record]);
  }

  async function sayGoodbye({ keyPackageRef, record }: JoinRequest): Promise<void> {
    const body = { kind: 'left', keyPackageRef } as const;
    const goodbye = sealInboxRecord(invite, body, record.expiry, random);
    if ((await connection?.append(seen, [goodbye])) !== 'appended') return;
    await vault.exclusive(async () => {
      if (join.isLeft) await onLeft(join);
    });
  }

  const hasEnded = (): boolean =>
    join.invitation !== null && join.invitation.lastHour < hourOf(clock.nowMs());

  /** A link that was used already may lead back to where its holder sits. */
  function heldCircle(): string | null {
    const { invitation, request } = join;
    const isHeld = request === null && invitation !== null && holdsCircle(invitation.circleId);
    return isHeld ? toHex(invitation.circleId) : null;
  }

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
        circleId: seatedCircle ?? heldCircle(),
      };
    },
    async request(name) {
      if (!isFit('person', name)) throw new Refused('unfit-name');
      await vault.exclusive(async () => {
        const { invitation } = join;
        if (invitation === null || join.isClosed || hasEnded()) throw new Refused('gone');
        if (join.request !== null) return;
        if (holdsCircle(invitation.circleId)) throw new Refused('invite-own-circle');
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
        const request = { identity, name, pending, keyPackageRef, madeAt: now, record };
        await persist({ ...join, request });
      });
      await post();
    },
    async leave() {
      await vault.exclusive(async () => {
        const isKnown = join.request !== null && !join.isClosed && !hasEnded();
        if (isKnown && seatedCircle === null) await persist({ ...join, isLeft: true });
        else await onLeft(join);
      });
      // Told later, where the relay does not answer now.
      await post().catch(() => undefined);
    },
    comeBack: () =>
      vault.exclusive(async () => {
        if (join.isLeft) await persist({ ...join, isLeft: false });
      }),
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
      address: { relay: join.relay, log: deriveInviteKeys(invite).log, making: { kind: 'none' } },
      after: 0,
      events: {
        onRecords: take,
        onCaughtUp: (hour) => {
          isCaughtUp = true;
          isUnreachable = false;
          isMissing = false;
          onRelayHour(hour);
          onChange();
          // What could not be posted goes with the next record or connection.
          post().catch(() => undefined);
        },
        onDisconnected: () => {
          isCaughtUp = false;
          onRelayHour(null);
          onChange();
        },
        onRefused: (why) => {
          if (why === 'no-such-log') isMissing = true;
          else isUnreachable = true;
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
    // The inviter posts before the link is handed over: an inbox without that has outlived its invite.
    if (isMissing) return 'expired';
    if (isUnreachable) return 'unreachable';
    return isCaughtUp ? 'expired' : 'fetching';
  }
}

function wordsOf(
  join: JoinState,
  request: JoinRequest,
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
