import { bucketOf } from '../../../crypto/index.ts';
import type {
  AppendResult,
  LogAddress,
  LogRecord,
  NewLogRecord,
} from '../../../client/sync/logConnection.ts';
import { LIMITS } from '../../../relay/frames.ts';
import type { LogStore, StoredRecord } from '../../../relay/logStore.ts';
import { createMemoryLogStore } from '../../../relay/memoryLogStore.ts';
import type { Chance } from '../../soak/chance.ts';

/**
 * The relay's store behind a network that wishes nobody well: it delivers in pieces and when it likes, answers late,
 * and drops connections before or after what was sent over them has arrived, or lets it arrive long afterwards.
 * Nothing moves by itself: each step moves one thing.
 */

/** What a device hears of one connection; nothing before the last call has ended. */
export type Receiver = {
  onRecords(records: readonly LogRecord[]): Promise<void>;
  onCaughtUp(hour: number): Promise<void>;
  onLost(): void;
};

type Request = {
  readonly seen: number;
  readonly records: readonly NewLogRecord[];
  readonly resolve: (result: AppendResult) => void;
  /** Null until it has arrived. */
  outcome: AppendResult | null;
};

export type Line = {
  readonly logId: Uint8Array;
  readonly receiver: Receiver;
  readonly requests: Request[];
  /** What the log held when the connection opened. */
  readonly held: number;
  arrived: number;
  isCaughtUp: boolean;
};

type Stray = Pick<Request, 'seen' | 'records'> & { readonly logId: Uint8Array };

const QUOTA = { logBytes: Infinity, logRecords: Infinity };
/** Ten minutes of grace, as the relay gives. */
const GRACE_MS = 600_000;

export class SlowRelay {
  readonly store: LogStore = createMemoryLogStore();
  readonly #chance: Chance;
  readonly #nowMs: () => number;
  readonly #lines = new Set<Line>();
  /** Sent over connections that have ended, and still on its way. */
  #strays: Stray[] = [];
  /** Each record that any log ever held, by the log's key in hexadecimal. */
  readonly #archive = new Map<string, StoredRecord[]>();

  constructor(chance: Chance, nowMs: () => number) {
    this.#chance = chance;
    this.#nowMs = nowMs;
  }

  hour(): number {
    return bucketOf(this.#nowMs() / 1000);
  }

  expire(): void {
    this.store.expire(bucketOf((this.#nowMs() - GRACE_MS) / 1000));
  }

  /** Everything that this log ever held, faded or not. */
  archive(logId: Uint8Array): readonly StoredRecord[] {
    return this.#archive.get(logId.toString()) ?? [];
  }

  connect({ log, making }: LogAddress, after: number, receiver: Receiver): Line {
    const logId = log.publicKey;
    const voucher = making.kind === 'parent' ? making.log.publicKey : logId;
    this.store.create(logId, voucher, this.hour());
    const held = this.store.stats(logId)?.records ?? 0;
    const requests: Request[] = [];
    const line = { logId, receiver, requests, held, arrived: after, isCaughtUp: false };
    this.#lines.add(line);
    return line;
  }

  append(line: Line, seen: number, records: readonly NewLogRecord[]): Promise<AppendResult> {
    if (!this.#lines.has(line)) return Promise.resolve('lost');
    return new Promise((resolve) => {
      line.requests.push({ seen, records, resolve, outcome: null });
    });
  }

  /** What is on its way may be gone with the connection, or not. */
  lose(line: Line): void {
    if (!this.#lines.delete(line)) return;
    for (const { seen, records, outcome, resolve } of line.requests) {
      const isOnItsWay = outcome === null && this.#chance.isLikely(0.5);
      if (isOnItsWay) this.#strays.push({ logId: line.logId, seen, records });
      resolve('lost');
    }
    line.receiver.onLost();
  }

  /** @returns whether there was one */
  arriveStray(): boolean {
    if (this.#strays.length === 0) return false;
    const stray = this.#chance.pick(this.#strays);
    this.#strays = this.#strays.filter((one) => one !== stray);
    this.#put(stray);
    return true;
  }

  isBusy(line: Line): boolean {
    if (!this.#lines.has(line)) return false;
    const { records = 0 } = this.store.stats(line.logId) ?? {};
    return line.requests.length > 0 || line.arrived < records || !line.isCaughtUp;
  }

  /** One of what may happen next on this connection. @param most records in one piece */
  async step(line: Line, most: number): Promise<void> {
    const [request] = line.requests;
    if (request !== undefined && this.#chance.isLikely(0.5)) {
      this.#advance(line, request);
      return;
    }
    const records = this.store.read(line.logId, line.arrived, LIMITS.batchBytes, most);
    try {
      if (records.length > 0) {
        line.arrived += records.length;
        await line.receiver.onRecords(records);
      } else if (request !== undefined) this.#advance(line, request);
      const isNews = this.#lines.has(line) && !line.isCaughtUp && line.arrived >= line.held;
      if (!isNews) return;
      line.isCaughtUp = true;
      await line.receiver.onCaughtUp(this.hour());
    } catch {
      // As a device does that could not take what was delivered: it reads it again over another connection.
      this.lose(line);
    }
  }

  /** It arrives, or its answer does. */
  #advance(line: Line, request: Request): void {
    if (request.outcome === null) {
      request.outcome = this.#put({ ...request, logId: line.logId });
      return;
    }
    line.requests.shift();
    request.resolve(request.outcome);
  }

  #put({ logId, seen, records }: Stray): 'appended' | 'stale' | 'not-stored' {
    const [outcome] = this.store.append([{ logId, seen, records }], this.hour(), QUOTA);
    if (outcome?.kind !== 'appended') return outcome?.kind === 'stale' ? 'stale' : 'not-stored';
    const log = this.#archive.get(logId.toString()) ?? [];
    log.push(...this.store.read(logId, log.length, Infinity, Infinity));
    this.#archive.set(logId.toString(), log);
    return 'appended';
  }
}
