import { closeSync, existsSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { hash } from '../crypto/kdf.ts';
import type { AppendOutcome, AppendRequest, LogStore, StoredRecord } from './logStore.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS logs (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    records INTEGER NOT NULL,
    lastBarrier INTEGER NOT NULL,
    hour INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS records (
    arrival INTEGER PRIMARY KEY,
    log INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    expiry INTEGER NOT NULL,
    isBarrier INTEGER NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB
  );
  CREATE UNIQUE INDEX IF NOT EXISTS byIndex ON records (log, "index");
  CREATE UNIQUE INDEX IF NOT EXISTS byHash ON records (log, hash);
  CREATE INDEX IF NOT EXISTS byExpiry ON records (expiry) WHERE bytes IS NOT NULL;
`;
const WAL_HEADER_BYTES = 32;

type LogRow = { number: number; records: number; lastBarrier: number; hour: number };
type RecordRow = Omit<StoredRecord, 'isBarrier'> & { isBarrier: number };

/** The embedded store. @param path of the database file; its write-ahead log lies beside it */
export function openSqliteLogStore(path: string): LogStore {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const findLog = database.prepare(
    'SELECT number, records, lastBarrier, hour FROM logs WHERE id = ?',
  );
  const addLog = database.prepare(
    'INSERT INTO logs (id, records, lastBarrier, hour) VALUES (?, 0, 0, 0)',
  );
  const saveLog = database.prepare(
    'UPDATE logs SET records = ?, lastBarrier = ?, hour = ? WHERE number = ?',
  );
  const findHash = database.prepare('SELECT "index" FROM records WHERE log = ? AND hash = ?');
  const addRecord = database.prepare(
    `INSERT INTO records (log, "index", hour, expiry, isBarrier, hash, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const readAfter = database.prepare(
    `SELECT "index", hour, expiry, isBarrier, hash, bytes FROM records
     WHERE log = ? AND "index" > ? ORDER BY "index" LIMIT ?`,
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

  function indexOf(log: LogRow | undefined, recordHash: Uint8Array): number | undefined {
    if (log === undefined) return undefined;
    return (findHash.get(log.number, recordHash) as { index: number } | undefined)?.index;
  }

  function append(request: AppendRequest, now: number): AppendOutcome {
    const found = logOf(request.logId);
    const hashed = request.records.map((record) => ({
      ...record,
      hash: hash('rec', record.bytes),
    }));
    const isNews = hashed.some((record) => indexOf(found, record.hash) === undefined);
    const lastSeenNeeded = found?.lastBarrier ?? 0;
    if (isNews && request.seen < lastSeenNeeded) {
      return { kind: 'stale', lastBarrier: lastSeenNeeded };
    }
    const hour = Math.max(now, found?.hour ?? 0);
    if (!isNews) {
      return { kind: 'appended', hour, indexes: hashed.map((it) => indexOf(found, it.hash) ?? 0) };
    }
    const number = found?.number ?? Number(addLog.run(request.logId).lastInsertRowid);
    const log = { number, records: found?.records ?? 0, lastBarrier: lastSeenNeeded, hour };
    const indexes = hashed.map((record) => {
      const standing = indexOf(log, record.hash);
      if (standing !== undefined) return standing;
      log.records += 1;
      if (record.isBarrier) log.lastBarrier = log.records;
      const { expiry, isBarrier, bytes } = record;
      addRecord.run(number, log.records, hour, expiry, Number(isBarrier), record.hash, bytes);
      return log.records;
    });
    saveLog.run(log.records, log.lastBarrier, hour, number);
    return { kind: 'appended', indexes, hour };
  }

  /** One transaction per turn: its fsync is shared by everybody who waited. */
  function appendAll(requests: readonly AppendRequest[], hour: number): readonly AppendOutcome[] {
    database.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = requests.map((request) => append(request, hour));
      database.exec('COMMIT');
      return outcomes;
    } catch (error) {
      // A full disk has ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    append: appendAll,
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
      const { records, lastBarrier, hour } = log;
      return { records, lastBarrier, hour };
    },
    expire(hour) {
      const erased = Number(eraseBefore.run(hour).changes);
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

/**
 * The write-ahead log keeps what was inserted and deleted within it, and truncating frees its blocks without
 * zeroing them. The header goes first and is synced: a crash in between leaves no prefix to replay.
 */
function scrubWriteAheadLog(database: DatabaseSync, walPath: string): void {
  const { busy } = database.prepare('PRAGMA wal_checkpoint(RESTART)').get() as { busy: number };
  if (busy !== 0) throw new Error('another process holds the relay database open');
  if (!existsSync(walPath)) return;
  const file = openSync(walPath, 'r+');
  try {
    const length = statSync(walPath).size;
    const headerLength = Math.min(WAL_HEADER_BYTES, length);
    writeSync(file, new Uint8Array(headerLength), 0, headerLength, 0);
    fsyncSync(file);
    const zeros = new Uint8Array(1 << 20);
    for (let at = headerLength; at < length; at += zeros.length) {
      writeSync(file, zeros, 0, Math.min(zeros.length, length - at), at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
