import { toHex } from '../../../crypto/index.ts';
import type { OpenedEntry, Thread } from '../../../client/model/thread.ts';
import type { LogConnection, LogRecord } from '../../../client/sync/logConnection.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import type { CircleSession } from '../../../client/vault/sessionFace.ts';
import { memberKeyOf, type CircleState } from '../../../client/vault/circleState.ts';
import { createClock, type Clock } from '../../../client/vault/clock.ts';
import { closeEpochs } from '../../../client/vault/closeEpochs.ts';
import {
  leaveBlankPages,
  punctureCircle,
  withoutStranded,
} from '../../../client/vault/forgetting.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import type { Knock } from '../../../client/vault/inbox.ts';
import { eraLog } from '../../../client/vault/logAddresses.ts';
import { headerToRestate } from '../../../client/vault/pendingEntries.ts';
import { createPump, withoutVainSeals, type Pump } from '../../../client/vault/pump.ts';
import { withRoutine } from '../../../client/vault/routine.ts';
import { takeRecords } from '../../../client/vault/takeRecords.ts';
import { maySend } from '../../../client/vault/trouble.ts';
import { threadsOf } from './discussionsOf.ts';
import { Memory } from './memory.ts';
import { Reading } from './reading.ts';
import { sessionOf } from './sessionOf.ts';
import type { Line } from './slowRelay.ts';
import { store, type StoredCircle } from './stored.ts';
import { Died, type World } from './world.ts';

/**
 * A device without vault, documents and timers: what a circle's session does with its state, over a connection that
 * the schedule moves. Its disk is what it last stored.
 */

/** One run of its process. */
type Life = {
  isAlive: boolean;
  line: Line | null;
  relayHour: number;
  /** When the relay last told its hour. */
  heardAtMs: number;
  readonly clock: Clock;
  readonly pump: Pump;
};

/** As the vault: keys live ten minutes longer than their hour, and a relay is asked again after 55. */
const GRACE_MS = 600_000;
const SILENCE_MS = 55 * 60_000;

export class CoreDevice<Group> {
  readonly name: string;
  readonly session: CircleSession;
  /** Before the delivery that told of its own removal, as it was stored. */
  beforeRemoval: StoredCircle | null = null;
  knocks: readonly Knock[] = [];
  readonly #world: World<Group>;
  /** Of its local clock. */
  readonly #skewMs: number;
  readonly #memory: Memory;
  #life: Life;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #reading = new Reading();

  constructor(world: World<Group>, name: string, circle: CircleState, skewMs: number) {
    this.#world = world;
    this.name = name;
    this.#memory = new Memory(circle);
    this.#skewMs = skewMs;
    this.#life = this.#begin(0);
    this.#memory.keyHour = this.#graced();
    this.session = sessionOf(
      this,
      (change) => this.#exclusive(async () => this.#persist(this.#life, change(this.circle))),
      () => this.#life.pump.wake(),
    );
    world.names.set(toHex(memberKeyOf(circle.identity).publicKey), name);
  }

  get circle(): CircleState {
    return this.#memory.circle;
  }

  get entries(): readonly EntryRecord[] {
    return [...this.#memory.entries.values()];
  }

  get line(): Line | null {
    return this.#life.line;
  }

  get isDead(): boolean {
    return !this.#life.isAlive;
  }

  get isCaughtUp(): boolean {
    return this.#life.line?.isCaughtUp === true;
  }

  nowMs(): number {
    return this.#life.clock.nowMs();
  }

  #graced(): number {
    return hourOf(this.nowMs() - GRACE_MS);
  }

  keyHour(): number {
    return Math.max(this.#memory.keyHour, this.#graced());
  }

  #begin(clockMs: number): Life {
    const clock = createClock(() => this.#world.nowMs() + this.#skewMs);
    clock.restore(clockMs);
    const life: Omit<Life, 'pump'> = {
      isAlive: true,
      line: null,
      relayHour: 0,
      heardAtMs: 0,
      clock,
    };
    const connection: LogConnection = {
      append: (seen, records) =>
        life.line === null
          ? Promise.resolve('lost')
          : this.#world.relay.append(life.line, seen, records),
      close: () => undefined,
    };
    const isReady = () => life.isAlive && life.line?.isCaughtUp === true && maySend(this.circle);
    const { groups, random } = this.#world;
    const pump = createPump({
      groups,
      context: () => ({ random, nowMs: clock.nowMs() }),
      state: () => this.circle,
      connection: () => (isReady() ? connection : null),
      exclusive: (step) => this.#exclusive(step),
      persist: async (next) => this.#persist(life, next),
      logHour: () => Math.max(this.circle.head.hour, life.relayHour),
      amended: (entryId) => this.session.discussions.amended(entryId),
      missingHeader: (intent) =>
        intent.kind === 'entry'
          ? headerToRestate(
              this.circle,
              this.session.discussions.entriesOf(toHex(intent.discussionId)),
              intent,
              random,
            )
          : null,
      retryLater: () => undefined,
      makeLog: async () => true,
      onFull: () => undefined,
      onStall: () => undefined,
    });
    return Object.assign(life, { pump });
  }

  #exclusive<Value>(step: () => Promise<Value>): Promise<Value> {
    const run = this.#queue.then(step);
    this.#queue = run.catch(() => undefined);
    return run;
  }

  #persist(life: Pick<Life, 'isAlive'>, next: CircleState, entries = this.#memory.entries): void {
    if (!life.isAlive) throw new Died();
    const stored = this.#world.sabotage.stored?.(this.name, next) ?? next;
    try {
      this.#memory.store(stored, entries);
    } catch (error) {
      life.isAlive = false;
      this.disconnect();
      throw error;
    }
  }

  /** From now on its process ends at that many stored steps: before the last is stored, or right after. */
  willDie(steps: number, isAfter: boolean): void {
    this.#memory.willDie(steps, isAfter);
  }

  spare(): void {
    this.#memory.spare();
  }

  /** Begins anew with what the disk holds. */
  restart(): void {
    const clockMs = this.nowMs();
    this.#life.isAlive = false;
    this.disconnect();
    this.#memory.restore();
    this.#reading.clear();
    this.#queue = Promise.resolve();
    this.#life = this.#begin(clockMs);
  }

  connect(): void {
    const life = this.#life;
    if (this.circle.isRemoved || life.line !== null || !life.isAlive) return;
    const address = eraLog(this.circle);
    const { relay, eraSecrets, sabotage } = this.#world;
    eraSecrets.set(address.log.publicKey.toString(), this.circle.eraSecret);
    const line = relay.connect(address, this.circle.head.index, {
      onRecords: (records) => this.#take(life, sabotage.records?.(this.name, records) ?? records),
      onCaughtUp: async (hour) => {
        life.relayHour = hour;
        this.#hear(life, hour);
        await this.session.update((now) => ({
          ...withRoutine(withoutVainSeals(now, this.nowMs()), hour, this.#world.random),
          syncedAtMs: this.nowMs(),
        }));
        life.pump.wake();
      },
      onLost: () => {
        if (life.line !== line) return;
        life.line = null;
        life.clock.forgetRelay();
      },
    });
    life.line = line;
  }

  disconnect(): void {
    if (this.#life.line !== null) this.#world.relay.lose(this.#life.line);
  }

  #hear(life: Life, hour: number): void {
    life.clock.observeRelayHour(hour);
    life.heardAtMs = this.#world.nowMs();
  }

  async #take(life: Life, records: readonly LogRecord[]): Promise<void> {
    const newest = records.at(-1);
    if (newest !== undefined) this.#hear(life, newest.hour);
    const before = this.circle;
    const isAhead = await this.#exclusive(async () => {
      const hours = { present: hourOf(this.nowMs()), keys: this.keyHour() };
      const { groups, random, entries, sabotage } = this.#world;
      const start = { circle: this.circle, trouble: null };
      const taken = await takeRecords(start, records, groups, hours, random);
      // Its process may end with what it stores next.
      if (taken.circle.isRemoved) this.beforeRemoval = store(this.circle);
      for (const entry of taken.added) entries.set(toHex(entry.entryId), entry);
      const added = sabotage.added?.(this.name, taken.added) ?? taken.added;
      const news = added.map((entry) => [toHex(entry.entryId), entry] as const);
      this.#persist(life, taken.circle, new Map([...news, ...this.#memory.entries]));
      return taken.isAhead;
    });
    if (isAhead) throw new Error('the relay is ahead of this clock');
    if (this.circle.isRemoved || this.circle.eraStart !== before.eraStart) {
      this.disconnect();
      this.connect();
    } else life.pump.wake();
  }

  /** As each minute: forgets what has faded, and asks the relay's hour again. */
  async tick(): Promise<void> {
    const life = this.#life;
    const isSilent = this.#world.nowMs() - life.heardAtMs > SILENCE_MS;
    if (life.line !== null && isSilent) {
      this.disconnect();
      this.connect();
    }
    await this.#forget(life).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
  }

  async #forget(life: Life): Promise<void> {
    if (!life.isAlive) return;
    await this.#exclusive(async () => {
      const hour = this.keyHour();
      const isKept = this.#world.sabotage.keepsKeys?.(this.name) === true;
      if (this.#graced() > this.#memory.keyHour && !isKept) {
        this.#reading.forget(this.entries.filter(({ bucket }) => bucket < hour));
        this.#memory.change((circle) => closeEpochs(punctureCircle(circle, hour), this.entries));
        const standing = this.threads();
        const stands = (discussionId: Uint8Array) => standing.has(toHex(discussionId));
        this.#persist(life, withoutStranded(this.circle, hour, stands));
        this.#memory.keyHour = hour;
      }
      const faded = this.entries.filter(({ bucket }) => bucket < hour);
      if (faded.length === 0) return;
      const living = [...this.#memory.entries].filter(([, { bucket }]) => bucket >= hour);
      this.#persist(life, leaveBlankPages(this.circle, faded), new Map(living));
    });
  }

  opened(): readonly OpenedEntry[] {
    return this.#reading.read(this.circle, this.#memory.entries);
  }

  hasRefused(): boolean {
    this.opened();
    return this.#reading.hasRefused();
  }

  threads(): ReadonlyMap<string, Thread> {
    return threadsOf(this.opened(), this.nowMs());
  }
}
