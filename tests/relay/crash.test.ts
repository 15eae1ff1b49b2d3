import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toHex } from '../../crypto/bytes.ts';
import { hash } from '../../crypto/kdf.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';
import {
  appendUntilGone,
  ended,
  freePort,
  logOf,
  startRelay,
  type Batch,
} from '../support/relayProcess.ts';

const CYCLES = 30;
const ACKNOWLEDGED_BEFORE_THE_KILL = 8;
const EXPIRY = 0xffff_fffe;

test(`killed ${CYCLES} times under load, the relay loses no acknowledged record and keeps none twice`, async () => {
  await sodiumReady;
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-crash-'));
  const port = await freePort();
  const log = logOf(1);
  const acknowledged: Batch[] = [];
  let unanswered: Batch[] = [];
  try {
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const relay = await startRelay(folder, port);
      const fresh = Array.from({ length: 40 }, (_, at): Batch => {
        const bytes = hash('load', new TextEncoder().encode(`${cycle}/${at}`));
        return [{ bytes, expiry: EXPIRY, isBarrier: false }];
      });
      // What had no answer before the crash is offered again, as a client does.
      const batches = [...unanswered, ...fresh];
      const done = await appendUntilGone(port, log, batches, (count) => {
        if (count === ACKNOWLEDGED_BEFORE_THE_KILL) relay.kill('SIGKILL');
      });
      await ended(relay);
      const answered = done.map(({ batch }) => batch);
      acknowledged.push(...answered);
      unanswered = batches.filter((batch) => !answered.includes(batch)).slice(0, 20);
    }
    const store = openSqliteLogStore(join(folder, 'relay.db'));
    const stored = store
      .read(log.publicKey, 0, 1 << 30, 1 << 20)
      .map(({ bytes }) => toHex(bytes ?? new Uint8Array()));
    store.close();
    const promised = acknowledged.flatMap((batch) => batch.map(({ bytes }) => toHex(bytes)));
    expect(promised.length).toBeGreaterThanOrEqual(CYCLES * ACKNOWLEDGED_BEFORE_THE_KILL);
    expect(promised.filter((record) => !stored.includes(record))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
