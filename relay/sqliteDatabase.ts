import { closeSync, existsSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The tables of the embedded store, and how what was deleted from them is overwritten on disk. */

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
`;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS logs (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    records INTEGER NOT NULL,
    lastBarrier INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    voucher BLOB NOT NULL,
    madeHour INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS emptyOf ON logs (voucher) WHERE records = 0;
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

/** Logs of before there were vouchers answer for themselves. */
const VOUCHERS = `
  BEGIN IMMEDIATE;
  ALTER TABLE logs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE logs ADD COLUMN voucher BLOB NOT NULL DEFAULT x'';
  ALTER TABLE logs ADD COLUMN madeHour INTEGER NOT NULL DEFAULT 0;
  UPDATE logs SET voucher = id, bytes = coalesce(
    (SELECT sum(length(records.bytes)) FROM records WHERE log = number), 0
  );
  COMMIT;
`;

export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(PRAGMAS);
  const columns = database.prepare("SELECT name FROM pragma_table_info('logs')").all();
  const isOlder = columns.length > 0 && !columns.some(({ name }) => name === 'voucher');
  if (isOlder) database.exec(VOUCHERS);
  database.exec(SCHEMA);
  return database;
}

/**
 * The write-ahead log keeps what was inserted and deleted within it, and truncating frees its blocks without
 * zeroing them. The header goes first and is synced: a crash in between leaves no prefix to replay.
 */
export function scrubWriteAheadLog(database: DatabaseSync, walPath: string): void {
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
