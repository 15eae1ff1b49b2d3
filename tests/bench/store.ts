import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';
import { race, repeating, type Row } from './rivals.ts';

const HOUR = 8000;
const EXPIRY = 9000;
const logId = new Uint8Array(32).fill(1);

/** Records of 1 KB, durable before the append returns; the rival is a table with nothing but bodies. */
export async function benchStore(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-bench-'));
  const store = openSqliteLogStore(join(folder, 'relay.db'));
  store.create(logId, logId, HOUR);
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE records (bytes BLOB)',
  );
  const insert = bare.prepare('INSERT INTO records VALUES (?)');
  let made = 0;
  const record = () => {
    made += 1;
    const bytes = new Uint8Array(1024);
    new DataView(bytes.buffer).setUint32(0, made);
    return bytes;
  };
  const batch = (records: number) =>
    race(
      `store: append, ${records === 1 ? 'one record' : `${records} records`} a transaction`,
      'records',
      repeating(() => {
        const news = { expiry: EXPIRY, isBarrier: false };
        const asked = Array.from({ length: records }, () => ({ ...news, bytes: record() }));
        store.append([{ logId, seen: 0, records: asked }], HOUR, RELAY_LIMITS);
      }, records),
      {
        'bare SQLite insert': repeating(() => {
          bare.exec('BEGIN IMMEDIATE');
          for (let at = 0; at < records; at += 1) insert.run(record());
          bare.exec('COMMIT');
        }, records),
      },
    );
  try {
    return [...(await batch(1)), ...(await batch(100))];
  } finally {
    bare.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
