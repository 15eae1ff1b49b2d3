import { equalBytes, isFit, readInvite, toHex, type GroupFace } from '../../crypto/index.ts';
import type { Command } from '../model/command.ts';
import type { CircleView, DiscussionView, JoinView } from '../model/snapshot.ts';
import { circleCommand, type CircleCommand } from './circleCommands.ts';
import { changedSecrets, readCircles } from './circleSecrets.ts';
import { openCircleSession } from './circleSession.ts';
import { createOpenCircles } from './openCircles.ts';
import type { CircleSession } from './sessionFace.ts';
import { circleView, discussionView, threadsWithPending } from './circleView.ts';
import type { CircleState } from './circleState.ts';
import type { Clock } from './clock.ts';
import { createReadMarks } from './readMarks.ts';
import { Refused } from './refused.ts';
import { createCircle } from './foundCircle.ts';
import { openJoinSession, type JoinSession } from './joinSession.ts';
import { decodeJoinState, encodeJoinState, joinSecretName, type JoinState } from './joinState.ts';
import type { OpenVault } from './openVault.ts';
import type { EnginePorts } from './ports.ts';
import { graver } from './trouble.ts';
import { hourOf } from './hours.ts';

/** Everything behind an open vault: its circles, and the doors at which its owner waits. */

export type House = {
  views(nowMs: number): {
    readonly circles: readonly CircleView[];
    readonly discussion: DiscussionView | null;
    readonly joins: readonly JoinView[];
  };
  perform(command: Command): Promise<string | null>;
  /** Destroys the keys of hours that have passed, if any have, and takes away what they sealed. */
  renew(): Promise<void>;
  /** Asks relays that have been silent for long for their hour, and does what has become due. */
  refresh(): void;
  start(): void;
  stop(): Promise<void>;
};

type HousePorts<Group> = EnginePorts & {
  readonly groups: GroupFace<Group>;
  readonly clock: Clock;
  readonly vault: OpenVault;
  readonly onChange: () => void;
};

/** now* follows a relay at most this long without hearing its hour again, PROTOCOL.md §12. */
const SILENCE_MS = 55 * 60_000;

/** Of the connection to a circle's log: there may be two of one circle. */
const lineName = ({ ordinal }: CircleState): string => `circle ${ordinal}`;

type Shown = {
  readonly circleId: string;
  readonly discussionId: string;
  /** How far it had been read when it was opened. */
  readonly readUpTo: number;
};

export async function openHouse<Group>(ports: HousePorts<Group>): Promise<House> {
  const { vault, clock, groups, timers, transport, clientOrigin, onChange } = ports;
  const { random } = vault;
  const circles = createOpenCircles();
  const joins = new Map<string, JoinSession>();
  /** When each open connection last told its relay's hour, by the local clock. */
  const heardAtMs = new Map<string, number>();
  const markRead = createReadMarks();
  /** Keys of a past hour are still there because the device had no room to replace them. */
  let isRenewalDue = false;
  let shown: Shown | null = null;

  const relayHour = (name: string) => (hour: number | null) => {
    if (hour !== null) {
      clock.observeRelayHour(hour);
      heardAtMs.set(name, timers.nowMs());
      return;
    }
    heardAtMs.delete(name);
    if (heardAtMs.size === 0) clock.forgetRelay();
  };

  function sessionPorts(name: string) {
    return { vault, groups, clock, timers, transport, onChange, onRelayHour: relayHour(name) };
  }

  async function addCircle(state: CircleState): Promise<CircleSession> {
    const session = openCircleSession(state, {
      ...sessionPorts(lineName(state)),
      hasOtherSeat: () => circles.holds(state.circleId),
    });
    circles.add(session);
    await session.discussions.begin();
    return session;
  }

  function addJoin(state: JoinState): JoinSession {
    const id = toHex(state.inviteId);
    const session = openJoinSession(state, {
      ...sessionPorts(id),
      onSeated,
      onLeft,
      holdsCircle: (circleId) => circles.holds(circleId),
    });
    joins.set(id, session);
    return session;
  }

  /** The seat and the end of waiting for it are one transaction. */
  async function onSeated(circle: CircleState, join: JoinState): Promise<void> {
    await vault.persist({
      secrets: new Map([
        ...changedSecrets(null, circle),
        [joinSecretName(join.inviteId), null] as const,
      ]),
    });
    (await addCircle(circle)).start();
    // Who knocked twice at one circle sits down once.
    const twins = [...joins.values()].filter((session) => {
      const { inviteId, invitation } = session.state();
      return (
        invitation !== null &&
        equalBytes(invitation.circleId, circle.circleId) &&
        !equalBytes(inviteId, join.inviteId)
      );
    });
    for (const twin of twins) twin.leave().catch(() => undefined);
  }

  async function onLeft(join: JoinState): Promise<void> {
    await vault.persist({ secrets: new Map([[joinSecretName(join.inviteId), null]]) });
    const id = toHex(join.inviteId);
    joins.get(id)?.stop();
    joins.delete(id);
    onChange();
  }

  const stored = readCircles(vault.secrets()).toSorted((a, b) => a.ordinal - b.ordinal);
  for (const state of stored) await addCircle(state);
  for (const [name, secret] of vault.secrets()) {
    if (name.startsWith('join/')) addJoin(decodeJoinState(secret));
  }

  function joinNamed(id: string): JoinSession {
    const session = joins.get(id);
    if (session === undefined) throw new Refused('gone');
    return session;
  }

  async function found(command: Extract<Command, { kind: 'create-circle' }>): Promise<string> {
    if (!isFit('circle', command.name) || !isFit('person', command.ownName)) {
      throw new Refused('unfit-name');
    }
    const session = await vault.exclusive(async () => {
      const place = {
        relay: clientOrigin,
        ordinal: await vault.takeOrdinal(),
        hourNow: hourOf(clock.nowMs()),
      };
      const state = await createCircle(groups, command, place, random);
      await vault.persist({ secrets: changedSecrets(null, state) });
      return addCircle(state);
    });
    session.start();
    return toHex(session.state().circleId);
  }

  async function readLink(fragment: string): Promise<string> {
    const invite = readInvite(fragment);
    if (!invite.ok) throw new Refused('invite-mangled');
    const { relay, inviteId, secret } = invite.value;
    const id = toHex(inviteId);
    const known = joins.get(id);
    if (known !== undefined) {
      await known.comeBack();
      return id;
    }
    const isOwn = circles
      .all()
      .some((session) =>
        session.state().governance.invites.some((one) => equalBytes(one.inviteId, inviteId)),
      );
    if (isOwn) throw new Refused('invite-own-circle');
    const door = { relay, inviteId, secret, invitation: null, request: null };
    const state = { ...door, isClosed: false, isLeft: false };
    const session = await vault.exclusive(async () => {
      // Read twice at once, the link leads to one door.
      if (joins.has(id)) return null;
      const name = joinSecretName(inviteId);
      await vault.persist({ secrets: new Map([[name, encodeJoinState(state)]]) });
      return addJoin(state);
    });
    session?.start();
    return id;
  }

  async function show(command: Extract<Command, { kind: 'show' }>): Promise<void> {
    shown = null;
    for (const session of circles.all()) void session.discussions.look(null);
    if (command.shown === null) return;
    const { circleId, discussionId } = command.shown;
    const session = circles.named(circleId);
    const read = session.state().lastRead.find((one) => toHex(one.discussionId) === discussionId);
    shown = { circleId, discussionId, readUpTo: read?.index ?? 0 };
    await session.discussions.look(discussionId);
  }

  return {
    views(nowMs) {
      let discussion: DiscussionView | null = null;
      const views = circles.entries().map(([id, session]) => {
        session.discussions.refresh();
        const threads = threadsWithPending(session, nowMs);
        const thread = shown?.circleId === id ? threads.get(shown.discussionId) : undefined;
        if (thread !== undefined && shown !== null) {
          const view = discussionView(session, thread, shown.readUpTo, nowMs);
          discussion = { ...view, circleId: id };
          markRead(session, thread.discussionId, thread.newestOther);
        }
        const view = { ...circleView(session, threads, clientOrigin, nowMs), id };
        return isRenewalDue ? { ...view, trouble: graver(view.trouble, 'storage-full') } : view;
      });
      const doors = [...joins.values()].filter((session) => !session.state().isLeft);
      return { circles: views, discussion, joins: doors.map((session) => session.view()) };
    },

    async perform(command) {
      switch (command.kind) {
        case 'create-circle':
          return found(command);
        case 'read-invite':
          return readLink(command.fragment);
        case 'request-seat':
          await joinNamed(command.inviteId).request(command.name);
          return null;
        case 'leave-door':
          await joinNamed(command.inviteId).leave();
          return null;
        case 'show':
          await show(command);
          return null;
        default: {
          const asked = command as CircleCommand;
          await circles.named(asked.circleId).discussions.ready;
          return circleCommand(circles.named(asked.circleId), asked, random, clock.nowMs());
        }
      }
    },

    async renew() {
      const renewing = vault.exclusive(async () => {
        const hour = vault.keyHour();
        const sessions = circles.all();
        if (vault.isDue()) {
          await vault.rotate(new Map(sessions.flatMap((session) => [...session.puncture(hour)])));
        }
        // Also what a crash or a full disk left behind after the last rotation.
        for (const session of sessions) await session.sweep(hour);
      });
      await renewing.finally(() => {
        isRenewalDue = vault.isDue();
      });
      onChange();
      for (const session of circles.all()) await session.settle();
    },

    refresh() {
      const isSilent = (name: string) =>
        timers.nowMs() - (heardAtMs.get(name) ?? Infinity) > SILENCE_MS;
      for (const session of circles.all()) {
        session.keepUp();
        if (isSilent(lineName(session.state()))) session.reconnect();
      }
      for (const [name, session] of joins) if (isSilent(name)) session.reconnect();
    },

    start() {
      for (const session of [...circles.all(), ...joins.values()]) session.start();
    },

    async stop() {
      // A document that could not be written is made from its records.
      for (const session of circles.all()) await session.settle().catch(() => undefined);
      for (const session of [...circles.all(), ...joins.values()]) session.stop();
      await vault.close();
    },
  };
}
