import { toHex } from '../../../crypto/index.ts';
import {
  amendedIn,
  threadsOf,
  type OpenedEntry,
  type Thread,
} from '../../../client/model/thread.ts';
import type { LogConnection, LogRecord } from '../../../client/sync/logConnection.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import type { CircleSession } from '../../../client/vault/circleSession.ts';
import {
  decodeCircleState,
  encodeCircleState,
  memberKeyOf,
  type CircleState,
} from '../../../client/vault/circleState.ts';
import { createClock, type Clock } from '../../../client/vault/clock.ts';
import { closeEpochs } from '../../../client/vault/closeEpochs.ts';
import {
  leaveBlankPages,
  punctureCircle,
  withIntents,
  withoutStranded,
} from '../../../client/vault/forgetting.ts';
import { hourOf } from '../../../client/vault/hours.ts';
import type { Knock } from '../../../client/vault/inbox.ts';
import { eraLog } from '../../../client/vault/logAddresses.ts';
import { headerToRestate } from '../../../client/vault/pendingEntries.ts';
import { createPump, withoutVainSeals, type Pump } from '../../../client/vault/pump.ts';
import { withUpdate } from '../../../client/vault/sealUpdate.ts';
import { takeRecords } from '../../../client/vault/takeRecords.ts';
import { lastingTrouble, maySend } from '../../../client/vault/trouble.ts';
import { Reading } from './reading.ts';
import type { Line } from './slowRelay.ts';
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

type Disk = {
  circle: Uint8Array;
  entries: ReadonlyMap<string, EntryRecord>;
  clockMs: number;
  keyHour: number;
};

/** As the vault: keys live ten minutes longer than their hour, and a relay is asked again after 55. */
const GRACE_MS = 600_000;
const SILENCE_MS = 55 * 60_000;

export class CoreDevice<Group> {
  readonly name: string;
  readonly session: CircleSession;
  /** Before the delivery that told of its own removal, encoded. */
  beforeRemoval: Uint8Array | null = null;
  knocks: readonly Knock[] = [];
  readonly #world: World<Group>;
  /** Of its local clock. */
  readonly #skewMs: number;
  #circle: CircleState;
  #entries: ReadonlyMap<string, EntryRecord> = new Map();
  #keyHour: number;
  #life: Life;
  #dying: { steps: number; readonly isAfter: boolean } | null = null;
  /** Where memory has gone on without it; null where it holds the same. */
  #disk: Disk | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #reading = new Reading();

  constructor(world: World<Group>, name: string, circle: CircleState, skewMs: number) {
    this.#world = world;
    this.name = name;
    this.#circle = circle;
    this.#skewMs = skewMs;
    this.#life = this.#begin(0);
    this.#keyHour = this.#graced();
    this.session = this.#sessionFace();
    world.names.set(toHex(memberKeyOf(circle.identity).publicKey), name);
  }

  get circle(): CircleState {
    return this.#circle;
  }

  get entries(): readonly EntryRecord[] {
    return [...this.#entries.values()];
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
    return Math.max(this.#keyHour, this.#graced());
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
    const isReady = () => life.isAlive && life.line?.isCaughtUp === true && maySend(this.#circle);
    const { groups, random } = this.#world;
    const pump = createPump({
      groups,
      context: () => ({ random, nowMs: clock.nowMs() }),
      state: () => this.#circle,
      connection: () => (isReady() ? connection : null),
      exclusive: (step) => this.#exclusive(step),
      persist: async (next) => this.#persist(life, next),
      logHour: () => Math.max(this.#circle.head.hour, life.relayHour),
      amended: (entryId) => amendedIn(this.threads(), entryId),
      missingHeader: (intent) => headerToRestate(this.#circle, this.opened(), intent, random),
      retryLater: () => undefined,
      makeLog: async () => true,
      onFull: () => undefined,
    });
    return Object.assign(life, { pump });
  }

  #exclusive<Value>(step: () => Promise<Value>): Promise<Value> {
    const run = this.#queue.then(step);
    this.#queue = run.catch(() => undefined);
    return run;
  }

  #snapshot(): Disk {
    return {
      circle: encodeCircleState(this.#circle),
      entries: this.#entries,
      clockMs: this.nowMs(),
      keyHour: this.#keyHour,
    };
  }

  #persist(life: Pick<Life, 'isAlive'>, next: CircleState, entries = this.#entries): void {
    if (!life.isAlive) throw new Died();
    const dying = this.#dying;
    if (dying !== null) dying.steps -= 1;
    const isLast = dying !== null && dying.steps <= 0;
    if (isLast && !dying.isAfter) this.#die();
    this.#circle = this.#world.sabotage.stored?.(this.name, next) ?? next;
    this.#entries = entries;
    this.#disk = null;
    if (isLast) this.#die();
  }

  #die(): never {
    this.#life.isAlive = false;
    this.disconnect();
    throw new Died();
  }

  /** From now on its process ends at that many stored steps: before the last is stored, or right after. */
  willDie(steps: number, isAfter: boolean): void {
    this.#dying = { steps, isAfter };
  }

  spare(): void {
    this.#dying = null;
  }

  /** Begins anew with what the disk holds. */
  restart(): void {
    const disk = this.#disk ?? this.#snapshot();
    this.#disk = null;
    this.#dying = null;
    this.#life.isAlive = false;
    this.disconnect();
    this.#circle = decodeCircleState(disk.circle);
    this.#entries = disk.entries;
    this.#keyHour = disk.keyHour;
    this.#reading.clear();
    this.#queue = Promise.resolve();
    this.#life = this.#begin(disk.clockMs);
  }

  /** What a restart would find, encoded. */
  stored(): Uint8Array {
    return encodeCircleState(this.#circle);
  }

  connect(): void {
    const life = this.#life;
    if (this.#circle.isRemoved || life.line !== null || !life.isAlive) return;
    const address = eraLog(this.#circle);
    const { relay, eraSecrets, sabotage } = this.#world;
    eraSecrets.set(address.log.publicKey.toString(), this.#circle.eraSecret);
    const line = relay.connect(address, this.#circle.head.index, {
      onRecords: (records) => this.#take(life, sabotage.records?.(this.name, records) ?? records),
      onCaughtUp: async (hour) => {
        life.relayHour = hour;
        this.#hear(life, hour);
        await this.session.update((now) => ({
          ...withUpdate(withoutVainSeals(now, this.nowMs()), hour, this.#world.random),
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
    const before = this.#circle;
    const isAhead = await this.#exclusive(async () => {
      const hours = { present: hourOf(this.nowMs()), keys: this.keyHour() };
      const { groups, random, entries, sabotage } = this.#world;
      const start = { circle: this.#circle, trouble: null };
      const taken = await takeRecords(start, records, groups, hours, random);
      if (taken.circle.isRemoved) this.beforeRemoval = encodeCircleState(this.#circle);
      for (const entry of taken.added) entries.set(toHex(entry.entryId), entry);
      const added = sabotage.added?.(this.name, taken.added) ?? taken.added;
      const news = added.map((entry) => [toHex(entry.entryId), entry] as const);
      this.#persist(life, taken.circle, new Map([...news, ...this.#entries]));
      return taken.isAhead;
    });
    if (isAhead) throw new Error('the relay is ahead of this clock');
    if (this.#circle.isRemoved || this.#circle.eraStart !== before.eraStart) {
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
      if (this.#graced() > this.#keyHour && !isKept) {
        // Keys are zeroed in place, before anything is stored.
        if (this.#dying !== null) this.#disk = this.#snapshot();
        const punctured = closeEpochs(punctureCircle(this.#circle, hour), this.#entries.values());
        this.#reading.forget(this.entries.filter(({ bucket }) => bucket < hour));
        this.#circle = punctured;
        const standing = this.threads();
        const stands = (discussionId: Uint8Array) => standing.has(toHex(discussionId));
        this.#persist(life, withoutStranded(punctured, hour, stands));
        this.#keyHour = hour;
      }
      const faded = this.entries.filter(({ bucket }) => bucket < hour);
      if (faded.length === 0) return;
      const living = [...this.#entries].filter(([, { bucket }]) => bucket >= hour);
      this.#persist(life, leaveBlankPages(this.#circle, faded), new Map(living));
    });
  }

  opened(): readonly OpenedEntry[] {
    return this.#reading.read(this.#circle, this.#entries);
  }

  hasRefused(): boolean {
    this.opened();
    return this.#reading.hasRefused();
  }

  threads(): ReadonlyMap<string, Thread> {
    return threadsOf(this.opened(), this.nowMs());
  }

  #sessionFace(): CircleSession {
    const update: CircleSession['update'] = (change) =>
      this.#exclusive(async () => this.#persist(this.#life, change(this.#circle)));
    return {
      state: () => this.#circle,
      opened: () => this.opened(),
      inboxes: { follow: () => undefined, knocks: () => this.knocks, stop: () => undefined },
      isConnected: () => this.isCaughtUp,
      trouble: () => lastingTrouble(this.#circle),
      hasRefused: () => this.hasRefused(),
      update,
      enqueue: async (...intents) => {
        await update((now) => withIntents(now, intents));
        this.#life.pump.wake();
      },
      puncture: (hour) => [String(hour), this.stored()],
      sweep: async () => undefined,
      start: () => this.connect(),
      reconnect: () => undefined,
      stop: () => this.disconnect(),
    };
  }
}
