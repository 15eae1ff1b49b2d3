import { toHex } from '../../crypto/index.ts';
import type { CircleTrouble } from '../model/snapshot.ts';
import { StorageFull } from '../storage/vaultStorage.ts';
import { followLog } from '../sync/followLog.ts';
import type { LogConnection, LogRecord } from '../sync/logConnection.ts';
import { makeLog } from '../sync/makeLog.ts';
import { changedSecrets } from './circleSecrets.ts';
import type { CircleState } from './circleState.ts';
import { closeEpochs } from './closeEpochs.ts';
import { createDiscussions } from './discussions.ts';
import { leaveBlankPages, punctureCircle, withIntents, withoutStranded } from './forgetting.ts';
import { keepRead } from './readMarks.ts';
import { openInboxes, withoutMail } from './inboxes.ts';
import { eraLog } from './logAddresses.ts';
import type { VaultChange } from './openVault.ts';
import { headerToRestate } from './pendingEntries.ts';
import { createPump, withoutVainSeals } from './pump.ts';
import { createRelayTroubles } from './relayTroubles.ts';
import { graver, lastingTrouble, maySend } from './trouble.ts';
import { createReturning } from './returning.ts';
import { withRoutine } from './routine.ts';
import { takeRecords } from './takeRecords.ts';
import type { CircleSession, SessionPorts } from './sessionFace.ts';
import { hourOf } from './hours.ts';

/** One circle while the vault is open: follows its log, keeps its contents, and sends what waits. */

const RETRY_MS = 30_000;

/** The relay is ahead of this clock: what it says is taken once the clock has come there. */
class HeldBack extends Error {}

export function openCircleSession<Group>(
  initial: CircleState,
  ports: SessionPorts<Group>,
): CircleSession {
  const { vault, groups, clock, timers, transport, onChange, onRelayHour } = ports;
  const { random } = vault;
  const sealing = { rowKey: vault.rowKey, ordinal: initial.ordinal, random };
  let circle = initial;
  /** As the secrets hold it; null where only a rotation knows. */
  let stored: CircleState | null = initial;
  let trouble: CircleTrouble | null = null;
  let connection: LogConnection | null = null;
  let isCaughtUp = false;
  let isReading = false;
  let isStopped = false;
  let relayHour = 0;
  let isFull = false;
  let cancelRetry = (): void => undefined;
  const discussions = createDiscussions({
    store: vault.storage.store,
    sealing,
    timers,
    circle: () => circle,
    keyHour: () => vault.keyHour(),
    nowMs: () => clock.nowMs(),
    isReading: () => isReading,
    onChange,
  });
  const { contents } = discussions;
  const relayTroubles = createRelayTroubles(onChange);

  async function persist(
    changed: CircleState,
    change: Omit<VaultChange, 'secrets'> = {},
  ): Promise<void> {
    const next = { ...changed, listed: discussions.listed(clock.nowMs()) };
    try {
      await vault.persist({ ...change, secrets: changedSecrets(stored, next) });
    } catch (error) {
      isFull = error instanceof StorageFull;
      onChange();
      throw error;
    }
    isFull = false;
    circle = stored = next;
    inboxes.follow(circle);
    onChange();
  }

  async function take(records: readonly LogRecord[]): Promise<void> {
    const newest = records.at(-1);
    // It only ever bounds now*, so even a false one does no harm; and a device that was away for long needs it to
    // know that its clock has not jumped.
    if (newest !== undefined) onRelayHour(newest.hour);
    isReading = !isCaughtUp;
    const { eraStart } = circle;
    const isHeld = await vault.exclusive(async () => {
      const hours = { present: hourOf(clock.nowMs()), keys: vault.keyHour() };
      const taken = await takeRecords({ circle, trouble }, records, groups, hours, random);
      const { isAhead } = taken;
      const change = contents.add(taken.added);
      const syncedAtMs = isCaughtUp ? clock.nowMs() : taken.circle.syncedAtMs;
      trouble = taken.trouble;
      await persist({ ...taken.circle, syncedAtMs }, change);
      change.keep();
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
    amended: (entryId) => discussions.amended(entryId),
    missingHeader(intent) {
      if (intent.kind !== 'entry') return null;
      discussions.openAll();
      const standing = discussions.entriesOf(toHex(intent.discussionId));
      return headerToRestate(circle, standing, intent, random);
    },
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
    hasOtherSeat: ports.hasOtherSeat,
    onSeated: () => reconnect(),
  });

  function connect(): void {
    if (circle.isRemoved || isStopped) return;
    connection = followLog({
      transport,
      timers,
      random,
      address: eraLog(circle),
      after: circle.head.index,
      events: {
        onRecords: take,
        // Before anything is read: a clock that stood still would take what has faded for withheld.
        onOpened: onRelayHour,
        onCaughtUp: (hour) => {
          isCaughtUp = true;
          isReading = false;
          discussions.refresh();
          relayTroubles.opens();
          relayHour = hour;
          onRelayHour(hour);
          update((now) => ({
            ...withRoutine(withoutVainSeals(now, clock.nowMs()), hour, random),
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
          isCaughtUp = isReading = false;
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
    isCaughtUp = isReading = false;
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
    discussions,
    inboxes,
    isConnected: () => isCaughtUp,
    trouble: () => {
      const lasting = graver(relayTroubles.gravest(), lastingTrouble(circle));
      return graver(graver(trouble, isFull ? 'storage-full' : null), lasting);
    },
    update,
    async enqueue(...intents) {
      await vault.exclusive(async () =>
        persist(await pump.sealFirst(withIntents(circle, intents))),
      );
      pump.wake();
    },
    puncture(hour) {
      if (discussions.isReady()) {
        circle = keepRead(circle, discussions.threads(clock.nowMs()).values());
      }
      circle = punctureCircle(circle, hour);
      discussions.forgetBefore(hour);
      // While rows are still to be read, nobody knows what uses an epoch, or which discussions stand.
      if (discussions.isReady()) {
        circle = closeEpochs(circle, contents.all());
        discussions.openAll();
        const standing = discussions.threads(clock.nowMs());
        circle = withoutStranded(circle, hour, (discussionId) => standing.has(toHex(discussionId)));
      }
      // Should the rotation fail, what lies there is of the time before.
      stored = null;
      return changedSecrets(null, circle);
    },
    async sweep(hour) {
      const change = contents.forget(hour);
      if (change === null) return;
      await persist(leaveBlankPages(circle, change.faded), change);
      change.keep();
    },
    async settle() {
      const settleOne = async () => {
        const change = contents.settle();
        if (change === null) return false;
        await vault.persist({ ...change, secrets: new Map() });
        change.keep();
        return true;
      };
      while (!isStopped && (await vault.exclusive(settleOne)));
    },
    start() {
      void discussions.ready.then(() => {
        if (isStopped) return;
        inboxes.follow(circle);
        connect();
      });
    },
    keepUp() {
      if (!isCaughtUp || withRoutine(circle, logHour(), random) === circle) return;
      update((now) => withRoutine(now, logHour(), random)).then(() => pump.wake(), retryLater);
    },
    reconnect,
    stop() {
      isStopped = true;
      disconnect();
      returning.stop();
      inboxes.stop();
      discussions.stop();
    },
  };
}
