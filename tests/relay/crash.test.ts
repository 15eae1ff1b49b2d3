import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { toHex } from '../../crypto/bytes.ts';
import { hash } from '../../crypto/kdf.ts';
import { sign, signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import {
  authenticationContent,
  decodeRelayFrame,
  encodeFrame,
  type RelayFrame,
} from '../../relay/frames.ts';
import { openSqliteLogStore } from '../../relay/sqliteLogStore.ts';

const CYCLES = 30;
const ACKNOWLEDGED_BEFORE_THE_KILL = 8;
const EXPIRY = 0xffff_fffe;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startRelay(folder: string, port: number): Promise<ChildProcess> {
  const relay = spawn(process.execPath, ['relay/main.ts'], {
    env: { ...process.env, PORT: `${port}`, DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = relay;
  if (stdout === null) throw new Error('the relay has no output');
  await once(stdout, 'data');
  return relay;
}

/** Appends `records` and more, one after another, until enough are acknowledged; then kills the relay. */
function loadUntilKilled(port: number, records: readonly Uint8Array[], relay: ChildProcess) {
  const acknowledged: Uint8Array[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/relay`);
  const { publicKey, secretKey } = signingKeyPairFromSeed(new Uint8Array(32).fill(1));
  const answer = (frame: RelayFrame): void => {
    if (frame.type === 'hello') {
      const nonce = new Uint8Array(32);
      const { nonce: theirs, time } = frame;
      const origin = `http://localhost:${port}`;
      const content = authenticationContent(origin, publicKey, theirs, nonce, time);
      const signature = sign(secretKey, content);
      socket.send(encodeFrame({ type: 'auth', logId: publicKey, nonce, time, signature }));
    }
    if (frame.type === 'usage') {
      for (const [request, bytes] of records.entries()) {
        const batch = [{ bytes, expiry: EXPIRY, isBarrier: false }];
        socket.send(encodeFrame({ type: 'append', request, seen: 0, records: batch }));
      }
    }
    if (frame.type === 'appended') {
      const record = records[frame.request];
      if (record !== undefined) acknowledged.push(record);
      if (acknowledged.length === ACKNOWLEDGED_BEFORE_THE_KILL) relay.kill('SIGKILL');
    }
  };
  return new Promise<readonly Uint8Array[]>((resolve) => {
    socket.on('message', (message: Buffer) => {
      const frame = decodeRelayFrame(new Uint8Array(message));
      if (frame.ok) answer(frame.value);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(acknowledged));
  });
}

test(`killed ${CYCLES} times under load, the relay loses no acknowledged record and keeps none twice`, async () => {
  await sodiumReady;
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-crash-'));
  const port = await freePort();
  const acknowledged: Uint8Array[] = [];
  let unanswered: Uint8Array[] = [];
  try {
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const relay = await startRelay(folder, port);
      const fresh = Array.from({ length: 40 }, (_, at) =>
        hash('load', new TextEncoder().encode(`${cycle}/${at}`)),
      );
      // What had no answer before the crash is offered again, as a client does.
      const records = [...unanswered, ...fresh];
      const done = await loadUntilKilled(port, records, relay);
      if (relay.exitCode === null && relay.signalCode === null) await once(relay, 'exit');
      acknowledged.push(...done);
      unanswered = records.filter((record) => !done.includes(record)).slice(0, 20);
    }
    const store = openSqliteLogStore(join(folder, 'relay.db'));
    const log = signingKeyPairFromSeed(new Uint8Array(32).fill(1)).publicKey;
    const stored = store
      .read(log, 0, 1 << 30, 1 << 20)
      .map(({ bytes }) => toHex(bytes ?? new Uint8Array()));
    store.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(CYCLES * ACKNOWLEDGED_BEFORE_THE_KILL);
    expect(acknowledged.map(toHex).filter((record) => !stored.includes(record))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
