import { equalBytes, type GroupFace } from '../../crypto/index.ts';
import type { Amended } from '../model/thread.ts';
import type { AppendResult, LogAddress, LogConnection } from '../sync/logConnection.ts';
import type { CircleState, Intent, SealedIntent } from './circleState.ts';
import { currentEpoch } from './circleState.ts';
import { type SealContext } from './outgoing.ts';
import { comingEraLog } from './logAddresses.ts';
import { KEPT_HEADS } from './processRecord.ts';
import { sealIntent } from './sealIntent.ts';
import { withoutTakenBack } from './takenBack.ts';
import { bucketOfFade, heartbeatHours, hourOf, isWithinCharter, RECORD_HOURS } from './hours.ts';

/**
 * Sends what waits, one intent after another, PROTOCOL.md §5: sealed and stored first, then posted; after a lost
 * connection the same bytes again, after a barrier that changed the epoch sealed anew. So nothing stands twice.
 */

export type PumpPorts<Group> = {
  readonly groups: GroupFace<Group>;
  readonly context: () => SealContext;
  readonly state: () => CircleState;
  /** Connected, caught up and in agreement with the log; null otherwise. */
  readonly connection: () => LogConnection | null;
  readonly exclusive: <Value>(step: () => Promise<Value>) => Promise<Value>;
  /** Inside a step. */
  readonly persist: (circle: CircleState) => Promise<void>;
  /** The newest that the relay has said: the next record will be of this hour or a later one. */
  readonly logHour: () => number;
  /** What stands under this id, for what is about it. */
  readonly amended: (entryId: Uint8Array) => Amended | undefined;
  /** The header to restate before this intent, where its segment has none yet. */
  readonly missingHeader: (intent: Intent) => Intent | null;
  readonly retryLater: () => void;
  /** The log of the era that a Remove begins is made before that is posted. @returns whether the relay holds it */
  readonly makeLog: (address: LogAddress) => Promise<boolean>;
  /** The log may hold no more, or holds more again. */
  readonly onFull: (isFull: boolean) => void;
  /** The relay calls what is sent outdated again and again, and shows nothing newer; or no longer does. */
  readonly onStall: (isStalled: boolean) => void;
};

export type Pump = {
  /** Something waits, or something has changed. */
  wake(): void;
  /** Inside a step: what waits first with its records, where they can be made and sent now; else the same. */
  sealFirst(circle: CircleState): Promise<CircleState>;
};

/** An honest relay refuses for a barrier that it shows at once. */
const MOST_REFUSALS = 3;

/** Waited past its own hour without having left: its author is asked. */
export function isOverdue(intent: Intent, nowMs: number): boolean {
  return intent.kind === 'entry' && intent.fadesAtMs !== null && intent.fadesAtMs <= nowMs;
}

/** The whole log has been read: what it does not hold, and is too late for, has surely not left. */
export function withoutVainSeals(circle: CircleState, nowMs: number): CircleState {
  const outbox = circle.outbox.map((intent) =>
    isOverdue(intent, nowMs) ? { ...intent, sealed: null } : intent,
  );
  return withoutTakenBack({ ...circle, outbox });
}

export function createPump<Group>(ports: PumpPorts<Group>): Pump {
  let isRunning = false;
  let isAskedAgain = false;
  /** No key of this device seals them now: they wait, and stop nothing behind them. */
  const unsealable = new WeakSet<Intent>();
  /** Sent and acknowledged, or refused: what comes next in the log decides. */
  let settledBy: { readonly hash: Uint8Array; readonly headIndex: number } | null = null;
  /** In a row, at this head. */
  let refusals = { headIndex: 0, count: 0 };

  /** Written by a clock that was ahead: the log will take a life so long when it has come there itself. */
  function isEarly({ governance }: CircleState, intent: Intent): boolean {
    if (intent.kind !== 'entry') return false;
    const bucket = bucketOfFade(intent.fadesAtMs);
    return !isWithinCharter(governance.charter, bucket, ports.logHour());
  }

  function next(circle: CircleState): Intent | undefined {
    const { nowMs } = ports.context();
    return circle.outbox.find(
      (intent) => !isOverdue(intent, nowMs) && !isEarly(circle, intent) && !unsealable.has(intent),
    );
  }

  /** Nobody is asked about an edit of what has faded itself: it goes with the next thing that is stored. */
  function withoutSpent(circle: CircleState): CircleState {
    const { nowMs } = ports.context();
    const isSpent = (intent: Intent) =>
      isOverdue(intent, nowMs) && intent.kind === 'entry' && 'target' in intent.draft;
    return { ...circle, outbox: circle.outbox.filter((intent) => !isSpent(intent)) };
  }

  function mayReuse(circle: CircleState, intent: Intent, sealed: SealedIntent): boolean {
    if (sealed.epoch !== currentEpoch(circle).keys.epoch) return false;
    if (circle.head.index - sealed.headIndex > KEPT_HEADS / 2) return false;
    if (intent.kind === 'entry') return true;
    // A decision counts only while it is fresh, and a seating binds the governance state of one head.
    const hour = hourOf(ports.context().nowMs);
    const { charter } = circle.governance;
    const lives = intent.kind === 'heartbeat' ? heartbeatHours(charter) : RECORD_HOURS;
    const isFresh = sealed.records.every((record) => record.expiry - hour >= lives - 1);
    const isOfOneHead = intent.kind !== 'action' && intent.kind !== 'heartbeat';
    return isFresh && (!isOfOneHead || sealed.headIndex === circle.head.index);
  }

  /** Inside a step: the next intent with its records stored; null where nothing waits. */
  async function prepare(): Promise<SealedIntent | null> {
    for (;;) {
      const circle = withoutSpent(ports.state());
      const intent = next(circle);
      if (intent === undefined) return null;
      if (intent.sealed !== null && mayReuse(circle, intent, intent.sealed)) return intent.sealed;
      if (intent.kind === 'entry' && intent.isTakenBack) {
        const outbox = circle.outbox.map((one) =>
          one === intent ? { ...intent, sealed: null } : one,
        );
        await ports.persist(withoutTakenBack({ ...circle, outbox }));
        continue;
      }
      const header = ports.missingHeader(intent);
      if (header !== null) {
        const at = circle.outbox.indexOf(intent);
        const outbox = circle.outbox.toSpliced(at, 0, header);
        await ports.persist({ ...circle, outbox });
        continue;
      }
      const target = targetOf(intent);
      const sealed = await sealIntent(circle, intent, target, ports.groups, ports.context());
      if (sealed === null) {
        // What it is about has gone: an invite used, a letter faded. A letter of its own is asked about.
        const isLetter = intent.kind === 'entry' && intent.draft.kind === 'contribution';
        if (isLetter) {
          unsealable.add(intent);
          continue;
        }
        await ports.persist({ ...circle, outbox: circle.outbox.filter((one) => one !== intent) });
        continue;
      }
      await ports.persist(withSeal(sealed.circle, intent, sealed.sealed));
      return sealed.sealed;
    }
  }

  async function sealFirst(circle: CircleState): Promise<CircleState> {
    const intent = next(circle);
    const isPlain = intent?.kind === 'entry' && intent.sealed === null && !intent.isTakenBack;
    if (!isPlain || ports.connection() === null || ports.missingHeader(intent) !== null) {
      return circle;
    }
    const sealed = await sealIntent(
      circle,
      intent,
      targetOf(intent),
      ports.groups,
      ports.context(),
    );
    return sealed === null ? circle : withSeal(sealed.circle, intent, sealed.sealed);
  }

  function withSeal(circle: CircleState, intent: Intent, sealed: SealedIntent): CircleState {
    const outbox = circle.outbox.map((one) => (one === intent ? { ...intent, sealed } : one));
    return { ...circle, outbox };
  }

  function targetOf(intent: Intent): Amended | undefined {
    if (intent.kind !== 'entry' || !('target' in intent.draft)) return undefined;
    return ports.amended(intent.draft.target);
  }

  async function sendOne(): Promise<boolean> {
    const connection = ports.connection();
    if (connection === null) return false;
    // Whatever was being stored meanwhile may have ended this device's seat.
    const sealed = await ports.exclusive(async () =>
      ports.connection() === connection ? prepare() : null,
    );
    if (sealed === null || ports.connection() !== connection) return false;
    const { index } = ports.state().head;
    if (settledBy && equalBytes(settledBy.hash, sealed.hash) && settledBy.headIndex === index) {
      return false;
    }
    const coming = comingEraLog(ports.state(), sealed.hash);
    if (coming !== null && !(await ports.makeLog(coming))) {
      ports.retryLater();
      return false;
    }
    const result: AppendResult = await connection.append(index, sealed.records);
    if (result === 'appended' || result === 'over-quota') ports.onFull(result === 'over-quota');
    if (result === 'stale' && ports.state().head.index === index) {
      const count = refusals.headIndex === index ? refusals.count + 1 : 1;
      refusals = { headIndex: index, count };
      ports.onStall(count >= MOST_REFUSALS);
      ports.retryLater();
      return false;
    }
    if (result === 'appended' || result === 'stale') {
      ports.onStall(false);
      settledBy = { hash: sealed.hash, headIndex: index };
      // The log itself, read as far as the answer, says how to go on.
      return ports.state().head.index !== index;
    }
    if (result !== 'lost') ports.retryLater();
    return false;
  }

  async function run(): Promise<void> {
    if (isRunning) {
      isAskedAgain = true;
      return;
    }
    isRunning = true;
    try {
      do {
        isAskedAgain = false;
        while (await sendOne());
      } while (isAskedAgain);
    } catch {
      // The vault was closed, or its disk is full: what waits stays where it is.
      ports.retryLater();
    } finally {
      isRunning = false;
    }
  }

  return { wake: () => void run(), sealFirst };
}
