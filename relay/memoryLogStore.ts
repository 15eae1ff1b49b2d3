import { equalBytes, toHex } from '../crypto/bytes.ts';
import { hash } from '../crypto/kdf.ts';
import type { AppendOutcome, AppendRequest, LogQuota, LogStore, StoredRecord } from './logStore.ts';

type MemoryLog = {
  readonly voucher: Uint8Array;
  readonly madeHour: number;
  readonly records: StoredRecord[];
  /** The index of each, by its hash in hexadecimal. */
  readonly known: Map<string, number>;
};

/** For tests and simulations: nothing outlives the process. */
export function createMemoryLogStore(): LogStore {
  const logs = new Map<string, MemoryLog>();

  function append(request: AppendRequest, now: number, quota: LogQuota): AppendOutcome {
    const found = logs.get(toHex(request.logId));
    if (found === undefined) return { kind: 'no-such-log' };
    const { records: log, known } = found;
    const hashed = request.records.map((record) => ({
      ...record,
      hash: hash('rec', record.bytes),
    }));
    const news = new Map(
      hashed
        .map((record) => [toHex(record.hash), record.bytes.length] as const)
        .filter(([name]) => !known.has(name)),
    );
    const lastBarrier = lastBarrierOf(log);
    if (news.size > 0 && request.seen < lastBarrier) return { kind: 'stale', lastBarrier };
    const bytes = bytesOf(log) + [...news.values()].reduce((sum, length) => sum + length, 0);
    const isOver = bytes > quota.logBytes || log.length + news.size > quota.logRecords;
    if (news.size > 0 && isOver) return { kind: 'over-quota' };
    const hour = Math.max(now, log.at(-1)?.hour ?? 0);
    const added: StoredRecord[] = [];
    const indexes = hashed.map((record) => {
      const standing = known.get(toHex(record.hash));
      if (standing !== undefined) return standing;
      const index = log.length + 1;
      log.push({ ...record, bytes: record.bytes.slice(), index, hour });
      added.push({ ...record, index, hour });
      known.set(toHex(record.hash), index);
      return index;
    });
    return { kind: 'appended', indexes, hour, news: added };
  }

  return {
    create(logId, voucher, hour) {
      const name = toHex(logId);
      if (logs.has(name)) return;
      const log = { voucher: voucher.slice(), madeHour: hour, records: [], known: new Map() };
      logs.set(name, log);
    },
    emptyLogs(voucher) {
      const isOwn = (log: MemoryLog) => equalBytes(log.voucher, voucher);
      return [...logs.values()].filter((log) => isOwn(log) && log.records.length === 0).length;
    },
    forgetEmpty(hour) {
      const before = logs.size;
      for (const [name, { madeHour, records }] of logs) {
        if (records.length === 0 && madeHour < hour) logs.delete(name);
      }
      return before - logs.size;
    },
    append: (requests, hour, quota) => requests.map((request) => append(request, hour, quota)),
    read(logId, after, mostBytes, mostRecords) {
      const records: StoredRecord[] = [];
      let bytes = 0;
      const log = logs.get(toHex(logId))?.records ?? [];
      for (const record of log.slice(after, after + mostRecords)) {
        bytes += record.bytes?.length ?? 0;
        if (records.length > 0 && bytes > mostBytes) break;
        records.push(record);
      }
      return records;
    },
    stats(logId) {
      const log = logs.get(toHex(logId));
      if (log === undefined) return null;
      const { records } = log;
      return {
        records: records.length,
        lastBarrier: lastBarrierOf(records),
        hour: records.at(-1)?.hour ?? 0,
        bytes: bytesOf(records),
      };
    },
    expire(hour) {
      let erased = 0;
      for (const { records } of logs.values()) {
        for (const [at, record] of records.entries()) {
          if (record.bytes === null || record.expiry >= hour) continue;
          records[at] = { ...record, bytes: null };
          erased += 1;
        }
      }
      return erased;
    },
    close: () => logs.clear(),
  };
}

function lastBarrierOf(log: readonly StoredRecord[]): number {
  return log.findLast((record) => record.isBarrier)?.index ?? 0;
}

function bytesOf(log: readonly StoredRecord[]): number {
  return log.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
}
