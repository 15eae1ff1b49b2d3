import { equalBytes, type GroupFace } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord, Timers, Transport } from '../sync/logConnection.ts';
import { askAgain, takeSeatAgain } from './askAgain.ts';
import type { CircleState, Lost } from './circleState.ts';
import { openInboxRecord } from './inbox.ts';
import { inboxLog } from './logAddresses.ts';
import type { Answer } from './openWelcome.ts';

/** A lost device and the circle: it posts its nack in the log that it still opens, and waits at an inbox of its own. */

export type Returning = {
  /** The log has been read to its end, or further than before. @param hour of the relay */
  wake(hour: number): void;
  stop(): void;
};

export type ReturningPorts<Group> = {
  readonly groups: GroupFace<Group>;
  readonly timers: Timers;
  readonly random: RandomBytes;
  readonly transport: Transport;
  readonly hourNow: () => number;
  readonly state: () => CircleState;
  /** Of the circle's log, read to its end; null otherwise. */
  readonly connection: () => LogConnection | null;
  readonly exclusive: <Value>(step: () => Promise<Value>) => Promise<Value>;
  /** Inside a step. */
  readonly persist: (circle: CircleState) => Promise<void>;
  /** By a new invite: it wants no second one. */
  readonly hasOtherSeat: () => boolean;
  /** The device sits at the table again. */
  readonly onSeated: () => void;
};

type Asked = NonNullable<Lost['asked']>;

export function createReturning<Group>(ports: ReturningPorts<Group>): Returning {
  let door: { readonly asked: Asked; readonly connection: LogConnection } | null = null;
  /** Of the record before: what a Welcome opens stands right before it. */
  let lastSeat: Uint8Array | null = null;
  /** It may come before the log has been read so far. */
  let answer: Answer | null = null;
  let posted: LogConnection | null = null;
  let isRunning = false;

  function close(): void {
    door?.connection.close();
    door = null;
    lastSeat = null;
    answer = null;
    posted = null;
  }

  /** Inside a step. @returns what has been asked; null for a device that has its seat */
  async function ask(hour: number): Promise<Asked | null> {
    const circle = ports.state();
    if (circle.lost === null || circle.lost.isLeftBehind || circle.isForked) return null;
    if (ports.hasOtherSeat()) return null;
    const next = await askAgain(circle, circle.lost, ports.groups, hour, ports);
    if (next !== circle) await ports.persist(next);
    return next.lost?.asked ?? null;
  }

  function follow(asked: Asked): void {
    if (door?.asked.nack.inviteId && equalBytes(door.asked.nack.inviteId, asked.nack.inviteId)) {
      return;
    }
    close();
    const { timers, random, transport } = ports;
    const circle = ports.state();
    const { relay } = circle;
    const address = inboxLog(circle, { ...asked.nack, relay });
    const connection = followLog({
      transport,
      timers,
      random,
      address,
      after: 0,
      events: {
        onRecords: (records) => hear(asked, records),
        onCaughtUp: () => undefined,
        onDisconnected: () => undefined,
      },
    });
    door = { asked, connection };
  }

  async function hear({ nack, keyPackageRef }: Asked, records: readonly LogRecord[]) {
    for (const record of records) {
      const body = openInboxRecord({ ...nack, relay: ports.state().relay }, record);
      const isOwn = body?.kind === 'welcome' && equalBytes(body.keyPackageRef, keyPackageRef);
      if (isOwn && lastSeat !== null) answer = { welcome: body.welcome, seat: lastSeat };
      lastSeat = body?.kind === 'seat' ? body.sealed : null;
      if (await sitDown()) return;
    }
  }

  async function sitDown(): Promise<boolean> {
    const given = answer;
    // The log says, read to its end, whether the circle is still there.
    if (given === null || ports.connection() === null) return false;
    const isSeated = await ports.exclusive(async () => {
      const circle = ports.state();
      if (circle.lost === null || ports.hasOtherSeat()) return false;
      const { groups, hourNow } = ports;
      const next = await takeSeatAgain(circle, circle.lost, given, groups, hourNow());
      if (next !== null) await ports.persist(next);
      return next !== null;
    });
    if (!isSeated) return false;
    close();
    ports.onSeated();
    return true;
  }

  async function run(hour: number): Promise<void> {
    if (await sitDown()) return;
    const asked = await ports.exclusive(() => ask(hour));
    if (asked === null) return;
    follow(asked);
    const connection = ports.connection();
    if (connection === null || posted === connection) return;
    const { index } = ports.state().head;
    // Posted again on each connection: the relay knows the bytes.
    if ((await connection.append(index, [asked.record])) === 'appended') posted = connection;
  }

  return {
    wake(hour) {
      if (isRunning || (ports.state().lost === null && door === null)) return;
      isRunning = true;
      run(hour)
        // The vault was closed, or its disk is full: the next connection asks.
        .catch(() => undefined)
        .finally(() => {
          isRunning = false;
        });
    },
    stop: close,
  };
}
