import { toHex, type GroupFace } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import { amendedIn, threadsOf, type OpenedEntry, type Thread } from '../model/thread.ts';
import { StorageFull } from '../storage/vaultStorage.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord, Timers, Transport } from '../sync/logConnection.ts';
import { makeLog } from '../sync/makeLog.ts';
import { circleSecretName } from './circleRows.ts';
import { encodeCircleState, type CircleState, type Intent } from './circleState.ts';
import type { Clock } from './clock.ts';
import { closeEpochs } from './closeEpochs.ts';
import { addEntries, forgetFaded, takeBack, type Contents } from './contents.ts';
import { leaveBlankPages, punctureCircle, withIntents, withoutStranded } from './forgetting.ts';
import { withoutDeadSeat } from './logLife.ts';
import { openInboxes, withoutMail, type Inboxes } from './inboxes.ts';
import { eraLog } from './logAddresses.ts';
import { createOpenedEntries } from './openedEntries.ts';
import type { OpenVault, VaultChange } from './openVault.ts';
import { headerToRestate } from './pendingEntries.ts';
import { createPump, withoutVainSeals } from './pump.ts';
import { createRelayTroubles } from './relayTroubles.ts';
import { graver, lastingTrouble, maySend } from './trouble.ts';
import { createReturning } from './returning.ts';
import { withRoutine } from './routine.ts';
import { takeRecords } from './takeRecords.ts';
import { hourOf } from './hours.ts';

/** One circle while the vault is open: follows its log, keeps its contents, and sends what waits. */

export type SessionPorts<Group> = {
  readonly vault: OpenVault;
  readonly groups: GroupFace<Group>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly transport: Transport;
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
  /** The relay has said its hour; null when its connection is gone. */
  readonly onRelayHour: (hour: number | null) => void;
};

export type CircleSession = {
  state(): CircleState;
  /** What can be read now, in the order of the log. */
  opened(): readonly OpenedEntry[];
  inboxes: Inboxes;
  isConnected(): boolean;
  trouble(): CircleTrouble | null;
  /** Whether anything that was opened broke the rules. */
  hasRefused(): boolean;
  /** A step of its own: the state as `change` makes it, stored. */
  update(change: (circle: CircleState) => CircleState): Promise<void>;
  /** What waits is stored, then sent as soon as it can be. */
  enqueue(...intents: readonly Intent[]): Promise<void>;
  /** Inside a step, in memory only: without what has faded before `hour`. @returns the secret to store */
  puncture(hour: number): readonly [name: string, secret: Uint8Array];
  /** Inside a step: takes rows of the past away. */
  sweep(hour: number): Promise<void>;
  start(): void;
  /** An hour may have turned while connected: what the device does of itself may have become due. */
  keepUp(): void;
  /** Asks the relay again for its hour. */
  reconnect(): void;
  stop(): void;
};

const RETRY_MS = 30_000;

/** The relay is ahead of this clock: what it says is taken once the clock has come there. */
class HeldBack extends Error {}

export function openCircleSession<Group>(
  initial: CircleState,
  stored: Contents,
  ports: SessionPorts<Group>,
): CircleSession {
  const { vault, groups, clock, timers, transport, onChange, onRelayHour } = ports;
  const { random } = vault;
  const sealing = { rowKey: vault.rowKey, ordinal: initial.ordinal, random };
  let circle = initial;
  let contents = stored;
  let trouble: CircleTrouble | null = null;
  let connection: LogConnection | null = null;
  let isCaughtUp = false;
  let relayHour = 0;
  let isFull = false;
  let cancelRetry = (): void => undefined;
  const opened = createOpenedEntries();
  const relayTroubles = createRelayTroubles(onChange);

  async function persist(next: CircleState, change: Partial<VaultChange> = {}): Promise<void> {
    const name = circleSecretName(next.ordinal);
    try {
      await vault.persist({ ...change, secrets: new Map([[name, encodeCircleState(next)]]) });
    } catch (error) {
      isFull = error instanceof StorageFull;
      onChange();
      throw error;
    }
    isFull = false;
    circle = next;
    inboxes.follow(circle);
    onChange();
  }

  async function take(records: readonly LogRecord[]): Promise<void> {
    const newest = records.at(-1);
    // It only ever bounds now*, so even a false one does no harm; and a device that was away for long needs it to
    // know that its clock has not jumped.
    if (newest !== undefined) onRelayHour(newest.hour);
    const { eraStart } = circle;
    const isHeld = await vault.exclusive(async () => {
      const hours = { present: hourOf(clock.nowMs()), keys: vault.keyHour() };
      const taken = await takeRecords({ circle, trouble }, records, groups, hours, random);
      const { isAhead } = taken;
      const change = addEntries(contents, taken.added, sealing);
      const syncedAtMs = isCaughtUp ? clock.nowMs() : taken.circle.syncedAtMs;
      trouble = taken.trouble;
      try {
        await persist({ ...taken.circle, syncedAtMs }, change);
      } catch (error) {
        contents = takeBack(contents, change.contents);
        throw error;
      }
      contents = change.contents;
      onChange();
      return isAhead;
    });
    if (isHeld) throw new HeldBack();
    if (circle.isRemoved || circle.eraStart !== eraStart) reconnect();
    else {
      pump.wake();
      if (isCaughtUp) returning.wake(logHour());
    }
  }

  const openedEntries = () => opened.read(circle, contents);
  const threads = (): ReadonlyMap<string, Thread> => threadsOf(openedEntries(), clock.nowMs());

  const network = { groups, timers, random, transport };
  const inboxes = openInboxes({
    ...network,
    nowMs: () => clock.nowMs(),
    onKnock: onChange,
    onRefused: relayTroubles.refuses,
    onPosted: (mail) =>
      vault.exclusive(() => persist({ ...circle, mail: withoutMail(circle.mail, mail) })),
  });

  /** The newest that the relay has said. */
  function logHour(): number {
    return Math.max(circle.head.hour, relayHour);
  }

  /** What can be said only once it has been read to its end. */
  function ofWholeLog(now: CircleState, hour: number): CircleState {
    return withoutVainSeals(withoutDeadSeat(now, hour), clock.nowMs());
  }

  function retryLater(): void {
    cancelRetry();
    cancelRetry = timers.after(RETRY_MS, () => pump.wake());
  }

  const pump = createPump({
    groups,
    context: () => ({ random, nowMs: clock.nowMs() }),
    state: () => circle,
    connection: () => (isCaughtUp && maySend(circle) ? connection : null),
    exclusive: (step) => vault.exclusive(step),
    persist: (next) => persist(next),
    logHour,
    amended: (entryId) => amendedIn(threads(), entryId),
    missingHeader: (intent) => headerToRestate(circle, openedEntries(), intent, random),
    retryLater,
    async makeLog(address) {
      const result = await makeLog(network, address);
      relayTroubles.refuses('next', result === 'refused');
      return result === 'made';
    },
    onFull: relayTroubles.isFull,
    onStall: relayTroubles.stalls,
  });

  const returning = createReturning({
    ...network,
    hourNow: () => vault.keyHour(),
    state: () => circle,
    connection: () => (isCaughtUp ? connection : null),
    exclusive: (step) => vault.exclusive(step),
    persist: (next) => persist(next),
    onSeated: () => reconnect(),
  });

  function connect(): void {
    if (circle.isRemoved) return;
    connection = followLog({
      transport,
      timers,
      random,
      address: eraLog(circle),
      after: circle.head.index,
      events: {
        onRecords: take,
        onCaughtUp: (hour) => {
          isCaughtUp = true;
          relayTroubles.opens();
          relayHour = hour;
          onRelayHour(hour);
          update((now) => ({
            ...withRoutine(ofWholeLog(now, hour), hour, random),
            syncedAtMs: clock.nowMs(),
          })).then(
            () => {
              pump.wake();
              returning.wake(hour);
            },
            // The disk is full, or the vault has closed: then nothing is retried.
            () => retryLater(),
          );
        },
        onShortened: () => relayTroubles.shortens(),
        onRefused: () => relayTroubles.refuses('log', true),
        onDisconnected: () => {
          isCaughtUp = false;
          onRelayHour(null);
          onChange();
        },
      },
    });
  }

  function disconnect(): void {
    cancelRetry();
    connection?.close();
    connection = null;
    isCaughtUp = false;
    onRelayHour(null);
  }

  function reconnect(): void {
    disconnect();
    connect();
  }

  function update(change: (circle: CircleState) => CircleState): Promise<void> {
    return vault.exclusive(() => persist(change(circle)));
  }

  return {
    state: () => circle,
    opened: openedEntries,
    inboxes,
    isConnected: () => isCaughtUp,
    hasRefused: () => opened.hasRefused(),
    trouble: () => {
      const lasting = graver(relayTroubles.gravest(), lastingTrouble(circle));
      return graver(graver(trouble, isFull ? 'storage-full' : null), lasting);
    },
    update,
    async enqueue(...intents) {
      await update((now) => withIntents(now, intents));
      pump.wake();
    },
    puncture(hour) {
      circle = closeEpochs(punctureCircle(circle, hour), contents.entries.values());
      opened.forgetBefore(hour);
      const standing = threads();
      const stands = (discussionId: Uint8Array) => standing.has(toHex(discussionId));
      circle = withoutStranded(circle, hour, stands);
      return [circleSecretName(circle.ordinal), encodeCircleState(circle)];
    },
    async sweep(hour) {
      const change = forgetFaded(contents, hour, sealing);
      if (change.faded.length === 0) return;
      await persist(leaveBlankPages(circle, change.faded), change);
      contents = change.contents;
    },
    start() {
      inboxes.follow(circle);
      connect();
    },
    keepUp() {
      if (!isCaughtUp || withRoutine(circle, logHour(), random) === circle) return;
      update((now) => withRoutine(now, logHour(), random)).then(() => pump.wake(), retryLater);
    },
    reconnect,
    stop() {
      disconnect();
      returning.stop();
      inboxes.stop();
      opened.clear();
    },
  };
}
