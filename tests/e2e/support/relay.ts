import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sodiumReady } from '../../../crypto/sodium.ts';
import { RELAY_LIMITS } from '../../../relay/connection.ts';
import type { LogStore } from '../../../relay/logStore.ts';
import { createRelay } from '../../../relay/server.ts';
import { openSqliteLogStore } from '../../../relay/sqliteLogStore.ts';
import { createFrameReader } from './frames.ts';

export type TestRelay = {
  readonly origin: string;
  readonly port: number;
  /** Where the database lies. */
  readonly folder: string;
  /** Every byte that came: requests with their headers, frames without their masks, records. It only grows. */
  readonly archive: readonly Buffer[];
  /** The clock of the relay, as far from the true one. */
  setOffset(ms: number): void;
  expire(): number;
  stop(): Promise<void>;
};

/** The relay in this process, its store in a folder of its own. */
export async function startRelay(staticFolder: string): Promise<TestRelay> {
  await sodiumReady;
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-relay-'));
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const archive: Buffer[] = [];
  let offsetMs = 0;
  const relay = createRelay({
    store: archiveAppends(openSqliteLogStore(join(folder, 'relay.db')), archive),
    staticFolder,
    origin,
    limits: RELAY_LIMITS,
    passes: null,
    now: () => Date.now() + offsetMs,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  });
  const archiveRequest = (request: IncomingMessage) => {
    const { method = '', url = '', rawHeaders } = request;
    archive.push(Buffer.from([method, url, ...rawHeaders].join('\n')));
    request.on('data', (chunk: Buffer) => archive.push(chunk));
  };
  relay.http.prependListener('request', archiveRequest);
  relay.http.prependListener('upgrade', (request: IncomingMessage, socket: Socket) => {
    archiveRequest(request);
    socket.on(
      'data',
      createFrameReader((payload) => archive.push(payload)),
    );
  });
  relay.http.listen(port);
  await once(relay.http, 'listening');
  const attendance = setInterval(() => relay.attend(), 1000);
  return {
    origin,
    port,
    folder,
    archive,
    setOffset(ms) {
      offsetMs = ms;
    },
    expire: () => relay.expire(),
    async stop() {
      clearInterval(attendance);
      await relay.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function archiveAppends(store: LogStore, archive: Buffer[]): LogStore {
  return {
    ...store,
    append(requests, hour, quota) {
      for (const { logId, records } of requests) {
        archive.push(Buffer.from(logId), ...records.map(({ bytes }) => Buffer.from(bytes)));
      }
      return store.append(requests, hour, quota);
    },
  };
}

export type SpawnedRelay = {
  readonly origin: string;
  readonly port: number;
  /** As a power cut would: nothing is finished, nobody is told. */
  kill(): Promise<void>;
  /** On the same port, with what the disk holds. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** The relay as it is run, in a process of its own that can be killed. Its clock is the true one. */
export async function spawnRelay(): Promise<SpawnedRelay> {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-relay-'));
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  let child: ChildProcess | null = null;

  async function restart(): Promise<void> {
    child = spawn('node_modules/.bin/node', ['relay/main.ts'], {
      env: { ...process.env, PORT: `${port}`, DATA: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error('the relay has no output');
    await once(child.stdout, 'data');
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  }

  await restart();
  return {
    origin,
    port,
    kill,
    restart,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
