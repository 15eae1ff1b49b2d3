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

/** `logBytes` of records that have not expired; `logRecords` ever appended, of which each leaves at least a stub. */
export type LogQuota = {
  readonly logBytes: number;
  readonly logRecords: number;
};

/**
 * Where each record of the request stands, in its order, and those that were not there before; the barrier that the
 * sender had not seen; or why none stands.
 */
export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly indexes: readonly number[];
      readonly hour: number;
      /** By index. Their bytes are the request's own. */
      readonly news: readonly StoredRecord[];
    }
  | { readonly kind: 'stale'; readonly lastBarrier: number }
  | { readonly kind: 'over-quota' }
  | { readonly kind: 'no-such-log' };

/** `bytes` is null once the record has expired: what is left is a stub. `hash` is H("rec", bytes). */
export type StoredRecord = {
  readonly index: number;
  readonly hour: number;
  readonly expiry: number;
  readonly isBarrier: boolean;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array | null;
};

/** `bytes` of records that have not expired; `hour` 0 while it is empty. */
export type LogStats = {
  readonly records: number;
  readonly lastBarrier: number;
  readonly hour: number;
  readonly bytes: number;
};

export interface LogStore {
  /** Makes an empty log, durably. One that is there stays as it is. @param voucher who answers for it, 32 bytes */
  create(logId: Uint8Array, voucher: Uint8Array, hour: number): void;
  /** How many logs with this voucher hold no record yet. */
  emptyLogs(voucher: Uint8Array): number;
  /** Forgets every log that was made before `hour` and holds no record. @returns how many */
  forgetEmpty(hour: number): number;
  /**
   * Appends all requests in one durable transaction; each request wholly or not at all. A record that the
   * log already holds, by its hash, keeps its index. An hour never decreases within a log: `hour` is raised
   * to the log's newest.
   * What the log holds already is answered whatever the quota.
   */
  append(
    requests: readonly AppendRequest[],
    hour: number,
    quota: LogQuota,
  ): readonly AppendOutcome[];
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
  /** Null for a log that is not there. */
  stats(logId: Uint8Array): LogStats | null;
  /**
   * Erases the bytes of every record whose expiry is before `hour`, leaving stubs. Throws when remnants could
   * not be overwritten yet; what was erased stays erased, and the next call tries the rest again.
   * @returns how many records
   */
  expire(hour: number): number;
  close(): void;
}
