import { bucketStart, equalBytes, toHex, type GroupFace, type Invite } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord, Timers, Transport } from '../sync/logConnection.ts';
import type { CircleState, Mail } from './circleState.ts';
import { knockId, openInboxRecord, readKnock, type Knock } from './inbox.ts';
import { inboxLog } from './logAddresses.ts';
import { hourOf } from './hours.ts';

/** The doors of a circle: an inbox for each standing invite, and for what is still to be posted to one. */

export type Inboxes = {
  /** Opens and closes connections as the circle's invites and mail ask. */
  follow(circle: CircleState): void;
  /** Who has knocked and can still be seated, in the order of their coming. */
  knocks(): readonly Knock[];
  stop(): void;
};

type Inbox = {
  readonly invite: Invite;
  readonly connection: LogConnection;
  readonly knocks: Map<string, Knock>;
  /** How far it has been read. */
  seen: number;
  isCaughtUp: boolean;
  isPosting: boolean;
};

export type InboxPorts<Group> = {
  readonly groups: GroupFace<Group>;
  readonly timers: Timers;
  readonly random: RandomBytes;
  readonly transport: Transport;
  readonly nowMs: () => number;
  readonly onKnock: () => void;
  /** Whether the relay refuses to make this inbox, by its id in hex. */
  readonly onRefused: (name: string, isRefused: boolean) => void;
  /** The mail stands in its inbox. */
  readonly onPosted: (mail: Mail) => Promise<void>;
};

export function openInboxes<Group>(ports: InboxPorts<Group>): Inboxes {
  const open = new Map<string, Inbox>();
  let circle: CircleState | null = null;

  function openInbox(asMember: CircleState, invite: Invite): Inbox {
    const { timers, random, transport } = ports;
    const inbox: Inbox = {
      invite,
      knocks: new Map(),
      seen: 0,
      isCaughtUp: false,
      isPosting: false,
      connection: followLog({
        transport,
        timers,
        random,
        address: inboxLog(asMember, invite),
        after: 0,
        events: {
          onRecords: (records) => takeKnocks(inbox, records),
          onCaughtUp: () => {
            inbox.isCaughtUp = true;
            ports.onRefused(toHex(invite.inviteId), false);
            void post(inbox);
          },
          onDisconnected: () => {
            inbox.isCaughtUp = false;
          },
          onRefused: () => ports.onRefused(toHex(invite.inviteId), true),
        },
      }),
    };
    return inbox;
  }

  async function takeKnocks(inbox: Inbox, records: readonly LogRecord[]): Promise<void> {
    for (const record of records) {
      inbox.seen = record.index;
      const body = openInboxRecord(inbox.invite, record);
      if (body?.kind === 'left') inbox.knocks.delete(toHex(body.keyPackageRef));
      if (body?.kind !== 'request' || circle === null) continue;
      const { inviteId } = inbox.invite;
      const now = Math.max(bucketStart(record.hour), Math.floor(ports.nowMs() / 1000));
      const knock = await readKnock(ports.groups, circle.circleId, inviteId, body, now);
      if (knock !== null) inbox.knocks.set(knockId(knock), knock);
    }
    ports.onKnock();
    // Somebody with the link may have posted a barrier, which refused what had not seen it.
    void post(inbox);
  }

  async function post(inbox: Inbox): Promise<void> {
    if (inbox.isPosting) return;
    inbox.isPosting = true;
    try {
      for (;;) {
        const mail = circle?.mail.find((one) => equalBytes(one.inviteId, inbox.invite.inviteId));
        if (mail === undefined || !inbox.isCaughtUp) return;
        const { connection, seen } = inbox;
        if ((await connection.append(seen, mail.records)) !== 'appended') return;
        await ports.onPosted(mail);
      }
    } catch {
      // The vault was closed, or its disk is full: posted again, the relay knows the bytes.
    } finally {
      inbox.isPosting = false;
    }
  }

  return {
    follow(next) {
      circle = next;
      const hour = hourOf(ports.nowMs());
      const standing = next.governance.invites.filter((invite) => invite.lastHour >= hour);
      const wanted = new Map(
        [...standing, ...next.mail].map(({ inviteId, secret }) => [
          toHex(inviteId),
          { relay: next.relay, inviteId, secret },
        ]),
      );
      for (const [name, inbox] of open) {
        if (wanted.has(name)) continue;
        inbox.connection.close();
        ports.onRefused(name, false);
        open.delete(name);
      }
      for (const [name, invite] of wanted) {
        const inbox = open.get(name) ?? openInbox(next, invite);
        open.set(name, inbox);
        if (inbox.isCaughtUp) void post(inbox);
      }
    },
    knocks() {
      const invites = circle?.governance.invites ?? [];
      return invites.flatMap(({ inviteId }) => [
        ...(open.get(toHex(inviteId))?.knocks.values() ?? []),
      ]);
    },
    stop() {
      for (const { connection } of open.values()) connection.close();
      open.clear();
      circle = null;
    },
  };
}

/** @param posted which may have been decoded anew since it was sent */
export function withoutMail(mail: readonly Mail[], posted: Mail): readonly Mail[] {
  const [first] = posted.records;
  return mail.filter(
    ({ records }) => !(first && records[0] && equalBytes(records[0].bytes, first.bytes)),
  );
}
