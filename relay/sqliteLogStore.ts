import { toHex } from '../crypto/bytes.ts';
import { hash } from '../crypto/kdf.ts';
import type {
  AppendOutcome,
  AppendRequest,
  LogQuota,
  LogStore,
  NewRecord,
  StoredRecord,
} from './logStore.ts';
import { openDatabase, scrubWriteAheadLog } from './sqliteDatabase.ts';

type LogRow = {
  number: number;
  records: number;
  lastBarrier: number;
  hour: number;
  bytes: number;
};
type HashedRecord = NewRecord & { readonly hash: Uint8Array };
type HashedRequest = { readonly seen: number; readonly records: readonly HashedRecord[] };
type RecordRow = Omit<StoredRecord, 'isBarrier'> & { isBarrier: number };

/** The embedded store. @param path of the database file; its write-ahead log lies beside it */
export function openSqliteLogStore(path: string): LogStore {
  const database = openDatabase(path);
  const findLog = database.prepare(
    'SELECT number, records, lastBarrier, hour, bytes FROM logs WHERE id = ?',
  );
  const addLog = database.prepare(
    `INSERT INTO logs (id, records, lastBarrier, hour, bytes, voucher, madeHour)
     VALUES (?, 0, 0, 0, 0, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const saveLog = database.prepare(
    'UPDATE logs SET records = ?, lastBarrier = ?, hour = ?, bytes = ? WHERE number = ?',
  );
  const countEmpty = database.prepare(
    'SELECT count(*) AS logs FROM logs WHERE voucher = ? AND records = 0',
  );
  const deleteEmpty = database.prepare('DELETE FROM logs WHERE records = 0 AND madeHour < ?');
  const findHash = database.prepare('SELECT "index" FROM records WHERE log = ? AND hash = ?');
  const addRecord = database.prepare(
    `INSERT INTO records (log, "index", hour, expiry, isBarrier, hash, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log, hash) DO NOTHING`,
  );
  const readAfter = database.prepare(
    `SELECT "index", hour, expiry, isBarrier, hash, bytes FROM records
     WHERE log = ? AND "index" > ? ORDER BY "index" LIMIT ?`,
  );
  const uncountBefore = database.prepare(
    `UPDATE logs SET bytes = logs.bytes - gone.bytes FROM (
       SELECT log, sum(length(bytes)) AS bytes FROM records
       WHERE expiry < ? AND bytes IS NOT NULL GROUP BY log
     ) AS gone WHERE logs.number = gone.log`,
  );
  const eraseBefore = database.prepare(
    'UPDATE records SET bytes = NULL WHERE expiry < ? AND bytes IS NOT NULL',
  );

  // A crash may have come between erasing and overwriting, so the log of the last run is due as well.
  let isScrubDue = true;

  function scrub(): void {
    if (!isScrubDue) return;
    scrubWriteAheadLog(database, `${path}-wal`);
    isScrubDue = false;
  }

  const logOf = (id: Uint8Array) => findLog.get(id) as LogRow | undefined;

  function indexOf({ number }: LogRow, recordHash: Uint8Array): number | undefined {
    return (findHash.get(number, recordHash) as { index: number } | undefined)?.index;
  }

  /** Only of a request that may be refused is it asked, before anything is written, what of it is new. */
  function refusalOf(
    { seen, records }: HashedRequest,
    log: LogRow,
    quota: LogQuota,
  ): AppendOutcome | null {
    const goesOver = (some: readonly HashedRecord[]) =>
      some.reduce((sum, { bytes }) => sum + bytes.length, log.bytes) > quota.logBytes ||
      log.records + some.length > quota.logRecords;
    if (seen >= log.lastBarrier && !goesOver(records)) return null;
    const unknown = records.filter((record) => indexOf(log, record.hash) === undefined);
    const news = [...new Map(unknown.map((record) => [toHex(record.hash), record])).values()];
    if (news.length === 0) return null;
    if (seen < log.lastBarrier) return { kind: 'stale', lastBarrier: log.lastBarrier };
    return goesOver(news) ? { kind: 'over-quota' } : null;
  }

  function append(
    { logId, ...request }: AppendRequest,
    now: number,
    quota: LogQuota,
  ): AppendOutcome {
    const log = logOf(logId);
    if (log === undefined) return { kind: 'no-such-log' };
    const records = request.records.map((record) => ({
      ...record,
      hash: hash('rec', record.bytes),
    }));
    const refusal = refusalOf({ ...request, records }, log, quota);
    if (refusal !== null) return refusal;
    const hour = Math.max(now, log.hour);
    const news: StoredRecord[] = [];
    const indexes = records.map((record) => {
      const { bytes, expiry, isBarrier } = record;
      const index = log.records + 1;
      const place = [log.number, index, hour, expiry, Number(isBarrier)] as const;
      if (addRecord.run(...place, record.hash, bytes).changes === 0) {
        return indexOf(log, record.hash) ?? 0;
      }
      news.push({ ...record, index, hour });
      log.records = index;
      log.bytes += bytes.length;
      if (isBarrier) log.lastBarrier = index;
      return index;
    });
    if (news.length > 0) saveLog.run(log.records, log.lastBarrier, hour, log.bytes, log.number);
    return { kind: 'appended', indexes, hour, news };
  }

  function durably<Value>(run: () => Value): Value {
    database.exec('BEGIN IMMEDIATE');
    try {
      const value = run();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      // A full disk has ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    create(logId, voucher, hour) {
      addLog.run(logId, voucher, hour);
    },
    emptyLogs: (voucher) => (countEmpty.get(voucher) as { logs: number }).logs,
    forgetEmpty(hour) {
      const forgotten = Number(deleteEmpty.run(hour).changes);
      isScrubDue ||= forgotten > 0;
      return forgotten;
    },
    // One transaction per turn: its fsync is shared by everybody who waited.
    append: (requests, hour, quota) =>
      durably(() => requests.map((request) => append(request, hour, quota))),
    read(logId, after, mostBytes, mostRecords) {
      const log = logOf(logId);
      const records: StoredRecord[] = [];
      if (log === undefined) return records;
      let bytes = 0;
      for (const row of readAfter.iterate(log.number, after, mostRecords) as Iterable<RecordRow>) {
        bytes += row.bytes?.length ?? 0;
        if (records.length > 0 && bytes > mostBytes) break;
        records.push({ ...row, isBarrier: row.isBarrier === 1 });
      }
      return records;
    },
    stats(logId) {
      const log = logOf(logId);
      if (log === undefined) return null;
      const { records, lastBarrier, hour, bytes } = log;
      return { records, lastBarrier, hour, bytes };
    },
    expire(hour) {
      const erased = durably(() => {
        uncountBefore.run(hour);
        return Number(eraseBefore.run(hour).changes);
      });
      isScrubDue ||= erased > 0;
      scrub();
      return erased;
    },
    close() {
      // Closing deletes the write-ahead log, and its blocks would keep what has yet to expire.
      isScrubDue = true;
      try {
        scrub();
      } catch {
        // Another process has it open: then it is not deleted either, and the next run overwrites it.
      } finally {
        database.close();
      }
    },
  };
}
