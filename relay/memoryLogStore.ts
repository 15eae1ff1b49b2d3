import { equalBytes, toHex } from '../crypto/bytes.ts';
import { hash } from '../crypto/kdf.ts';
import type { AppendOutcome, AppendRequest, LogQuota, LogStore, StoredRecord } from './logStore.ts';

type MemoryLog = {
  readonly voucher: Uint8Array;
  readonly madeHour: number;
  readonly records: StoredRecord[];
  /** By hash, in hexadecimal: a log only grows. */
  readonly indexes: Map<string, number>;
  bytes: number;
  lastBarrier: number;
};

/** For tests and simulations: nothing outlives the process. */
export function createMemoryLogStore(): LogStore {
  const logs = new Map<string, MemoryLog>();

  function append(request: AppendRequest, now: number, quota: LogQuota): AppendOutcome {
    const found = logs.get(toHex(request.logId));
    if (found === undefined) return { kind: 'no-such-log' };
    const { records: log, indexes: known, lastBarrier } = found;
    const hashed = request.records.map((record) => ({
      ...record,
      hash: hash('rec', record.bytes),
    }));
    const news = new Map(hashed.map((record) => [toHex(record.hash), record.bytes.length]));
    for (const name of news.keys()) if (known.has(name)) news.delete(name);
    if (news.size > 0 && request.seen < lastBarrier) return { kind: 'stale', lastBarrier };
    const bytes = found.bytes + [...news.values()].reduce((sum, length) => sum + length, 0);
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
      if (record.isBarrier) found.lastBarrier = index;
      return index;
    });
    found.bytes = bytes;
    return { kind: 'appended', indexes, hour, news: added };
  }

  return {
    create(logId, voucher, hour) {
      const name = toHex(logId);
      if (logs.has(name)) return;
      logs.set(name, {
        voucher: voucher.slice(),
        madeHour: hour,
        records: [],
        indexes: new Map(),
        bytes: 0,
        lastBarrier: 0,
      });
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
      const { records, lastBarrier, bytes } = log;
      return { records: records.length, lastBarrier, hour: records.at(-1)?.hour ?? 0, bytes };
    },
    expire(hour) {
      let erased = 0;
      for (const log of logs.values()) {
        for (const [at, record] of log.records.entries()) {
          if (record.bytes === null || record.expiry >= hour) continue;
          log.bytes -= record.bytes.length;
          log.records[at] = { ...record, bytes: null };
          erased += 1;
        }
      }
      return erased;
    },
    close: () => logs.clear(),
  };
}
