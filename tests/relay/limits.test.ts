import type { Socket } from 'node:net';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { sodiumReady } from '../../crypto/sodium.ts';
import { RELAY_LIMITS, type RelayLimits } from '../../relay/connection.ts';
import { LIMITS } from '../../relay/frames.ts';
import type { LogStore } from '../../relay/logStore.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import type { Relay } from '../../relay/server.ts';
import {
  append,
  knock,
  logOf,
  RelayClient,
  START_MS,
  startTestRelay,
} from '../support/testRelay.ts';

// One client at each limit of a log or connection, and another beside it. The rest is in openLog.test.ts and
// server.test.ts.

const EXPIRY = 0xffff_fffe;
/** What comes in one piece from the kernel, whatever is asked of the socket. */
const CHUNK_BYTES = 64 * 1024;
const NO_RATE = { framesPerSecond: 1e6, bytesPerSecond: 2 ** 30, burstSeconds: 1 };
let clockMs = START_MS;
let relay: Relay;
let store: LogStore;

beforeAll(() => sodiumReady);
beforeEach(() => {
  clockMs = START_MS;
  store = createMemoryLogStore();
});

async function start(limits: Partial<RelayLimits> = {}): Promise<void> {
  relay = await startTestRelay({ store, now: () => clockMs, limits });
  onTestFinished(() => relay.stop());
}

async function connect(seed = 1): Promise<RelayClient> {
  const client = await knock(relay, clockMs, seed);
  await client.next('usage');
  return client;
}

const text = (length: number, at: number) => `${at}`.padStart(length, '.');

/** Of one connection, as they come. */
function countAnswers(client: RelayClient, most: number): { readonly requests: number[] } {
  const requests: number[] = [];
  void (async () => {
    while (requests.length < most) requests.push((await client.next('appended')).request);
  })();
  return { requests };
}

/** So many turns of the relay that whatever it would answer is answered. */
async function settle(): Promise<void> {
  const bob = await connect(99);
  for (let at = 0; at < 30; at += 1) {
    bob.send(append(at, 0, `turn ${at}`));
    await bob.next('appended');
  }
  bob.socket.close();
}

test('every limit that a client may run into is announced, by the name that it has here', async () => {
  await start({ logBytes: 12_345 });
  const client = new RelayClient(relay);
  const { limits, asksPass } = await client.next('hello');
  const { rate, closingMs, farewellMs, ...named } = RELAY_LIMITS;
  expect([closingMs, farewellMs].every((ms) => ms > 0)).toBe(true);
  const changed = { logBytes: 12_345, quietMs: 600_000 };
  expect(limits).toMatchObject({ ...rate, ...named, ...changed, recordBytes: 262_144 });
  expect(asksPass).toBe(false);
});

test('a log that is full by its bytes takes no more until something expires, and others go on', async () => {
  await start({ logBytes: 1000 });
  const [alice, bob] = await Promise.all([connect(1), connect(2)]);
  const hour = Math.floor(clockMs / 3_600_000) - 490_896;
  const records = [{ bytes: new Uint8Array(600), expiry: hour, isBarrier: false }];
  alice.send({ type: 'append', request: 1, seen: 0, records });
  await alice.next('appended');
  alice.send(append(2, 0, text(401, 2)));
  expect(await alice.next('error')).toEqual({ type: 'error', code: 'over-quota', request: 2 });
  alice.send(append(3, 0, text(400, 3)));
  expect(await alice.next('appended')).toMatchObject({ request: 3, indexes: [2] });
  bob.send(append(1, 0, text(1000, 1)));
  await bob.next('appended');
  clockMs += 2 * 3_600_000;
  expect(relay.expire()).toBe(1);
  alice.send(append(4, 0, text(600, 4)));
  expect(await alice.next('appended')).toMatchObject({ request: 4, indexes: [3] });
});

test('a log that is full by its records takes none for good, and answers what it holds', async () => {
  await start({ logRecords: 2 });
  const alice = await connect();
  for (const at of [1, 2]) {
    alice.send(append(at, 0, text(10, at)));
    await alice.next('appended');
  }
  alice.send(append(3, 0, text(10, 3)));
  expect(await alice.next('error')).toMatchObject({ code: 'over-quota', request: 3 });
  alice.send(append(4, 0, text(10, 1)));
  expect(await alice.next('appended')).toMatchObject({ request: 4, indexes: [1] });
});

test('who sends faster than the rate is read later, and loses nothing', async () => {
  const rate = { framesPerSecond: 100, bytesPerSecond: 2 ** 30, burstSeconds: 1 };
  await start({ rate });
  const alice = await connect();
  const { requests } = countAnswers(alice, 300);
  const bytes = 4096;
  for (let at = 1; at <= 300; at += 1) alice.send(append(at, 0, text(bytes, at)));
  const atOnce = 2 * (CHUNK_BYTES / bytes);
  for (const allowed of [100, 200]) {
    await settle();
    expect(requests.length).toBeGreaterThanOrEqual(allowed - atOnce);
    expect(requests.length).toBeLessThanOrEqual(allowed + atOnce);
    clockMs += 1000;
    relay.attend();
  }
  await settle();
  clockMs += 1000;
  relay.attend();
  await settle();
  expect(requests).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
});

test('the bytes that wait for an answer are bounded, whatever is sent', async () => {
  const unacknowledgedBytes = 100_000;
  const turns: number[] = [];
  const inner = store;
  store = {
    ...inner,
    append(requests, ...place) {
      const records = requests.flatMap((one) => one.records);
      turns.push(records.reduce((sum, { bytes }) => sum + bytes.length, 0));
      return inner.append(requests, ...place);
    },
  };
  await start({ rate: NO_RATE, unacknowledgedBytes });
  const alice = await connect();
  const bytes = 50_000;
  const answers = 160;
  for (let at = 1; at <= answers; at += 1) alice.send(append(at, 0, text(bytes, at)));
  for (let at = 1; at <= answers; at += 1) {
    expect(await alice.next('appended')).toMatchObject({ request: at, indexes: [at] });
  }
  expect(Math.max(...turns)).toBeLessThanOrEqual(unacknowledgedBytes + bytes + CHUNK_BYTES);
});

test('a message of the announced length is read, and one a byte longer is not', async () => {
  await start();
  const ends = async (length: number): Promise<number> => {
    const eve = new RelayClient(relay);
    await eve.next('hello');
    const closed = new Promise<number>((resolve) => {
      eve.socket.once('close', resolve);
    });
    eve.socket.send(new Uint8Array(length));
    if (length <= LIMITS.frameBytes) {
      expect(await eve.next('error')).toMatchObject({ code: 'malformed' });
    }
    return closed;
  };
  expect(await ends(LIMITS.frameBytes)).not.toBe(1009);
  expect(await ends(LIMITS.frameBytes + 1)).toBe(1009);
});

test('a reader that takes nothing is sent no more than it may leave unread, and later the rest in order', async () => {
  await start({ rate: NO_RATE });
  const streams: Socket[] = [];
  relay.http.on('connection', (stream: Socket) => streams.push(stream));
  const bob = await connect();
  const alice = await connect();
  bob.send({ type: 'read', after: 0 });
  alice.send(append(0, 0, 'first'));
  await alice.next('appended');
  await bob.next('records');
  bob.socket.pause();
  const { unsentBytes } = RELAY_LIMITS;
  let mostUnsent = 0;
  for (let at = 1; at <= 24; at += 1) {
    const records = Array.from({ length: 4 }, (_, part) => ({
      bytes: new Uint8Array(LIMITS.recordBytes).fill(at * 4 + part),
      expiry: EXPIRY,
      isBarrier: false,
    }));
    alice.send({ type: 'append', request: at, seen: 0, records });
    await alice.next('appended');
    mostUnsent = Math.max(mostUnsent, streams[0]?.writableLength ?? 0);
  }
  expect(mostUnsent).toBeGreaterThan(unsentBytes);
  expect(mostUnsent).toBeLessThan(unsentBytes + LIMITS.recordBytes + 1000);
  bob.socket.resume();
  const indexes: number[] = [];
  while (indexes.length < 96) {
    indexes.push(...(await bob.next('records')).records.map(({ index }) => index));
  }
  expect(indexes).toEqual(Array.from({ length: 96 }, (_, at) => at + 2));
});

test('who sends and lets the answers lie is told, and cut off, though their rate is allowed', async () => {
  await start({ rate: NO_RATE, unsentBytes: 2 ** 16, mostUnsentBytes: 400_000 });
  const { publicKey: logId } = logOf(1);
  store.create(logId, logId, 1);
  const records = Array.from({ length: 60 }, (_, at) => ({
    bytes: new Uint8Array(256 * 1024).fill(at),
    expiry: EXPIRY,
    isBarrier: false,
  }));
  store.append([{ logId, seen: 0, records }], 1, RELAY_LIMITS);
  const eve = await connect();
  eve.send({ type: 'read', after: 0 });
  await eve.next('records');
  eve.socket.pause();
  const same = { bytes: new Uint8Array(1), expiry: EXPIRY, isBarrier: false };
  const full = Array.from({ length: 1000 }, () => same);
  for (let at = 0; at < 250; at += 1) {
    eve.send({ type: 'append', request: at, seen: 0, records: full });
  }
  await settle();
  eve.socket.resume();
  for (;;) {
    const frame = await eve.either('records', 'appended', 'error');
    if (frame.type !== 'error') continue;
    expect(frame).toEqual({ type: 'error', code: 'too-slow', request: null });
    break;
  }
  await eve.closed();
});
