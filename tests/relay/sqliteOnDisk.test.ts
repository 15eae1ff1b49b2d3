import { cpSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hash } from '../../crypto/kdf.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { LogStore, NewRecord } from '../../relay/logStore.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';

const logId = new Uint8Array(32).fill(1);
const ALL = 1 << 20;
let folder = '';

beforeAll(() => sodiumReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cenacle-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const databasePath = () => join(folder, 'relay.db');
const record = (text: string, isBarrier = false, expiry = 100): NewRecord => ({
  bytes: new TextEncoder().encode(text),
  isBarrier,
  expiry,
});

function add(store: LogStore, seen: number, records: readonly NewRecord[]) {
  store.create(logId, logId, 10);
  return store.append([{ logId, seen, records }], 10, RELAY_LIMITS)[0];
}

describe('the sqlite log store on disk', () => {
  const bytesOnDisk = (below = folder) =>
    readdirSync(below, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(below, name), 'latin1'))
      .join('');

  test('holds what was appended after it is opened again', () => {
    const first = openSqliteLogStore(databasePath());
    add(first, 0, [record('kept', true)]);
    first.close();
    const again = openSqliteLogStore(databasePath());
    expect(again.read(logId, 0, ALL, ALL)).toHaveLength(1);
    const stats = { records: 1, lastBarrier: 1, hour: 10, bytes: 4 };
    expect(again.stats(logId)).toEqual(stats);
    again.close();
  });

  test('takes over what a relay without vouchers has left', () => {
    const older = new DatabaseSync(databasePath());
    older.exec(`
      CREATE TABLE logs (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,
        records INTEGER NOT NULL, lastBarrier INTEGER NOT NULL, hour INTEGER NOT NULL);
      CREATE TABLE records (arrival INTEGER PRIMARY KEY, log INTEGER NOT NULL,
        "index" INTEGER NOT NULL, hour INTEGER NOT NULL, expiry INTEGER NOT NULL,
        isBarrier INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB)`);
    older.prepare('INSERT INTO logs VALUES (1, ?, 2, 0, 10)').run(logId);
    const insert = older.prepare('INSERT INTO records VALUES (?, 1, ?, 10, 100, 0, ?, ?)');
    insert.run(1, 1, hash('rec', record('gone').bytes), null);
    insert.run(2, 2, hash('rec', record('stays').bytes), record('stays').bytes);
    older.close();
    const store = openSqliteLogStore(databasePath());
    const stats = { records: 2, lastBarrier: 0, hour: 10, bytes: 5 };
    expect(store.stats(logId)).toEqual(stats);
    expect(add(store, 0, [record('stays'), record('new')])).toMatchObject({ indexes: [2, 3] });
    store.close();
  });

  test('once expired, no byte of a record is left in any file, and the rest still opens', () => {
    const store = openSqliteLogStore(databasePath());
    for (let at = 0; at < 40; at += 1) {
      const isShort = at % 2 === 0;
      const text = `${isShort ? 'MARKER-FADES' : 'MARKER-STAYS'}-${at}-`.repeat(at * 20 + 1);
      add(store, at, [record(text, false, isShort ? 20 : 200)]);
    }
    expect(bytesOnDisk()).toContain('MARKER-FADES');
    expect(store.expire(21)).toBe(20);
    expect(bytesOnDisk()).not.toContain('MARKER-FADES');
    expect(bytesOnDisk()).toContain('MARKER-STAYS');
    store.close();
    const again = openSqliteLogStore(databasePath());
    expect(again.read(logId, 0, ALL, ALL).filter(({ bytes }) => bytes !== null)).toHaveLength(20);
    again.close();
  });

  test('a crash between erasing and overwriting leaves nothing once the relay runs again', () => {
    const store = openSqliteLogStore(databasePath());
    add(store, 0, [record('MARKER-FADES'.repeat(100), false, 20)]);
    const dying = new DatabaseSync(databasePath());
    dying.exec('PRAGMA secure_delete = ON; UPDATE records SET bytes = NULL');
    const after = mkdtempSync(join(folder, 'crashed-'));
    for (const name of ['relay.db', 'relay.db-wal']) cpSync(join(folder, name), join(after, name));
    dying.close();
    store.close();
    expect(bytesOnDisk(after)).toContain('MARKER-FADES');
    const again = openSqliteLogStore(join(after, 'relay.db'));
    expect(again.expire(21)).toBe(0);
    expect(bytesOnDisk(after)).not.toContain('MARKER-FADES');
    expect(again.read(logId, 0, ALL, ALL)).toMatchObject([{ index: 1, bytes: null }]);
    again.close();
  });

  test('while somebody else reads the file it says so, and overwrites at the next call', () => {
    const store = openSqliteLogStore(databasePath());
    add(store, 0, [record('MARKER-FADES'.repeat(100), false, 20)]);
    const backup = new DatabaseSync(databasePath());
    backup.exec('BEGIN; SELECT count(*) FROM records');
    expect(() => store.expire(21)).toThrow('another process');
    expect(store.read(logId, 0, ALL, ALL)).toMatchObject([{ bytes: null }]);
    backup.exec('COMMIT');
    backup.close();
    expect(store.expire(21)).toBe(0);
    expect(bytesOnDisk()).not.toContain('MARKER-FADES');
    store.close();
  });

  test('closing leaves no record in the blocks of the deleted write-ahead log', () => {
    const store = openSqliteLogStore(databasePath());
    add(store, 0, [record('MARKER-STAYS'.repeat(100))]);
    // A second name keeps the blocks in sight after the file is deleted.
    const blocks = mkdtempSync(join(folder, 'blocks-'));
    linkSync(`${databasePath()}-wal`, join(blocks, 'wal'));
    store.close();
    expect(bytesOnDisk(blocks)).not.toContain('MARKER-STAYS');
    const again = openSqliteLogStore(databasePath());
    expect(again.read(logId, 0, ALL, ALL)).toHaveLength(1);
    again.close();
  });
});
