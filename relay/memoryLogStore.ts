import { toHex } from '../crypto/bytes.ts';
import { hash } from '../crypto/kdf.ts';
import type { AppendOutcome, AppendRequest, LogStore, StoredRecord } from './logStore.ts';

/** For tests and simulations: nothing outlives the process. */
export function createMemoryLogStore(): LogStore {
  const logs = new Map<string, StoredRecord[]>();

  function append(request: AppendRequest, now: number): AppendOutcome {
    const name = toHex(request.logId);
    const log = logs.get(name) ?? [];
    const known = new Map(log.map((record) => [toHex(record.hash), record.index]));
    const hashed = request.records.map((record) => ({
      ...record,
      hash: hash('rec', record.bytes),
    }));
    const isNews = hashed.some((record) => !known.has(toHex(record.hash)));
    const lastBarrier = log.findLast((record) => record.isBarrier)?.index ?? 0;
    if (isNews && request.seen < lastBarrier) return { kind: 'stale', lastBarrier };
    const hour = Math.max(now, log.at(-1)?.hour ?? 0);
    const indexes = hashed.map((record) => {
      const standing = known.get(toHex(record.hash));
      if (standing !== undefined) return standing;
      const index = log.length + 1;
      log.push({ ...record, bytes: record.bytes.slice(), index, hour });
      known.set(toHex(record.hash), index);
      return index;
    });
    if (log.length > 0) logs.set(name, log);
    return { kind: 'appended', indexes, hour };
  }

  return {
    append: (requests, hour) => requests.map((request) => append(request, hour)),
    read(logId, after, mostBytes, mostRecords) {
      const records: StoredRecord[] = [];
      let bytes = 0;
      for (const record of logs.get(toHex(logId))?.slice(after, after + mostRecords) ?? []) {
        bytes += record.bytes?.length ?? 0;
        if (records.length > 0 && bytes > mostBytes) break;
        records.push(record);
      }
      return records;
    },
    stats(logId) {
      const log = logs.get(toHex(logId));
      if (log === undefined) return null;
      const lastBarrier = log.findLast((record) => record.isBarrier)?.index ?? 0;
      return { records: log.length, lastBarrier, hour: log.at(-1)?.hour ?? 0 };
    },
    expire(hour) {
      let erased = 0;
      for (const log of logs.values()) {
        for (const [at, record] of log.entries()) {
          if (record.bytes === null || record.expiry >= hour) continue;
          log[at] = { ...record, bytes: null };
          erased += 1;
        }
      }
      return erased;
    },
    close: () => logs.clear(),
  };
}
