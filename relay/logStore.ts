/**
 * The port of the relay's store: append-only logs of opaque records, each with its hour of expiry. Hours
 * count from 2026-01-01T00Z. One contract suite holds every adapter to this.
 */

/** `bytes` opaque; `expiry` the last hour in which they are kept; a barrier refuses whoever has not seen it. */
export type NewRecord = {
  readonly bytes: Uint8Array;
  readonly expiry: number;
  readonly isBarrier: boolean;
};

/** `logId` 32 bytes; `seen` the highest index that the sender has read, 0 for none. */
export type AppendRequest = {
  readonly logId: Uint8Array;
  readonly seen: number;
  readonly records: readonly NewRecord[];
};

/** Where each record of the request stands, in its order; or the barrier that the sender had not seen. */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly indexes: readonly number[]; readonly hour: number }
  | { readonly kind: 'stale'; readonly lastBarrier: number };

/** `bytes` is null once the record has expired: what is left is a stub. `hash` is H("rec", bytes). */
export type StoredRecord = {
  readonly index: number;
  readonly hour: number;
  readonly expiry: number;
  readonly isBarrier: boolean;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array | null;
};

export type LogStats = {
  readonly records: number;
  readonly lastBarrier: number;
  readonly hour: number;
};

export interface LogStore {
  /**
   * Appends all requests in one durable transaction; each request wholly or not at all. A record that the
   * log already holds, by its hash, keeps its index. An hour never decreases within a log: `hour` is raised
   * to the log's newest.
   */
  append(requests: readonly AppendRequest[], hour: number): readonly AppendOutcome[];
  /**
   * Records after index `after`, in order, until `mostBytes` of bodies are exceeded; at least one if any. Stubs
   * have no body, so `mostRecords` bounds them: a log that has faded may hold a million.
   */
  read(
    logId: Uint8Array,
    after: number,
    mostBytes: number,
    mostRecords: number,
  ): readonly StoredRecord[];
  /** Null for a log that was never appended to. */
  stats(logId: Uint8Array): LogStats | null;
  /**
   * Erases the bytes of every record whose expiry is before `hour`, leaving stubs. Throws when remnants could
   * not be overwritten yet; what was erased stays erased, and the next call tries the rest again.
   * @returns how many records
   */
  expire(hour: number): number;
  close(): void;
}
