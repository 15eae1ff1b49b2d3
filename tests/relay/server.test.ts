import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { utf8 } from '../../crypto/bytes.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { LogStore } from '../../relay/logStore.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import type { Relay } from '../../relay/server.ts';
import {
  append,
  filled,
  knock,
  RelayClient,
  START_MS,
  startTestRelay,
  textsOf,
} from '../support/testRelay.ts';

const LIMITS = { ...RELAY_LIMITS, connections: 25 };
let clockMs = START_MS;
let relay: Relay;
const diskThatRefuses = { refuses: false };
let reads = 0;

async function connect(seed = 1): Promise<RelayClient> {
  const client = await knock(relay, clockMs, seed);
  await client.next('usage');
  return client;
}

function refusing(store: LogStore): LogStore {
  return {
    ...store,
    read(...asked) {
      reads += 1;
      if (diskThatRefuses.refuses) throw new Error('disk I/O error');
      return store.read(...asked);
    },
    append(requests, hour, quota) {
      if (diskThatRefuses.refuses) throw new Error('database or disk is full');
      return store.append(requests, hour, quota);
    },
  };
}

beforeAll(() => sodiumReady);

beforeEach(async () => {
  clockMs = START_MS;
  relay = await startTestRelay({
    store: refusing(createMemoryLogStore()),
    now: () => clockMs,
    limits: { connections: LIMITS.connections },
  });
});

afterEach(() => relay.stop());

describe('the relay', () => {
  test('Bob reads what stood before, then what Alice adds, each once', async () => {
    const [alice, bob] = await Promise.all([connect(), connect()]);
    alice.send(append(1, 0, 'before'));
    expect(await alice.next('appended')).toMatchObject({ request: 1, indexes: [1] });
    bob.send({ type: 'read', after: 0 });
    expect(textsOf(await bob.next('records'))).toEqual(['before']);
    alice.send(append(2, 1, 'live'));
    expect(textsOf(await bob.next('records'))).toEqual(['live']);
  });

  test('two commits in a race: one is appended, the other is stale', async () => {
    const [alice, bob] = await Promise.all([connect(), connect()]);
    alice.send(append(1, 0, 'by Alice', true));
    await alice.next('appended');
    bob.send(append(1, 0, 'by Bob', true));
    expect(await bob.next('stale')).toMatchObject({ request: 1, lastBarrier: 1 });
  });

  test('nothing of one log reaches a reader of another', async () => {
    const [alice, eve] = await Promise.all([connect(1), connect(2)]);
    eve.send({ type: 'read', after: 0 });
    alice.send(append(1, 0, 'not for Eve'));
    await alice.next('appended');
    eve.send(append(1, 0, 'her own'));
    await eve.next('appended');
    expect(textsOf(await eve.next('records'))).toEqual(['her own']);
  });

  test('a thousand records arrive in order though they are read in portions', async () => {
    const alice = await connect();
    for (let at = 0; at < 100; at += 1) {
      const records = Array.from({ length: 10 }, (_, part) => ({
        bytes: new TextEncoder().encode(`${at * 10 + part}`.padEnd(500)),
        expiry: 9000,
        isBarrier: false,
      }));
      alice.send({ type: 'append', request: at, seen: at * 10, records });
      await alice.next('appended');
    }
    const bob = await connect();
    bob.send({ type: 'read', after: 0 });
    const texts: string[] = [];
    while (texts.length < 1000) {
      texts.push(...textsOf(await bob.next('records')).map((text) => text?.trim() ?? ''));
    }
    expect(texts).toEqual(Array.from({ length: 1000 }, (_, at) => `${at}`));
  });

  test('ten minutes after its hour a record is a stub', async () => {
    const alice = await connect();
    const hour = Math.floor(clockMs / 3_600_000) - 490_896;
    const records = [{ bytes: filled(1), expiry: hour, isBarrier: false }];
    alice.send({ type: 'append', request: 1, seen: 0, records });
    await alice.next('appended');
    clockMs = (hour + 490_896 + 1) * 3_600_000 + 599_999;
    expect(relay.expire()).toBe(0);
    clockMs += 1;
    expect(relay.expire()).toBe(1);
    alice.send({ type: 'read', after: 0 });
    expect(textsOf(await alice.next('records'))).toEqual([null]);
  });

  test('bytes that are no frame, text and giant messages end that connection alone', async () => {
    const alice = await connect();
    for (const hostile of [Uint8Array.of(1, 2, 3), 'text', new Uint8Array(2_000_000)]) {
      const eve = new RelayClient(relay);
      await eve.next('hello');
      eve.socket.send(hostile);
      await eve.closed();
    }
    alice.send(append(1, 0, 'still here'));
    expect(await alice.next('appended')).toMatchObject({ indexes: [1] });
  });

  test('a disk that refuses a record is said so, and the relay goes on', async () => {
    const alice = await connect();
    diskThatRefuses.refuses = true;
    alice.send(append(1, 0, 'no room'));
    expect(await alice.next('error')).toEqual({ type: 'error', code: 'not-stored', request: 1 });
    diskThatRefuses.refuses = false;
    alice.send(append(2, 0, 'room again'));
    expect(await alice.next('appended')).toMatchObject({ request: 2, indexes: [1] });
  });

  test('a disk that refuses to be read is said so to whoever reads, who comes again, and the relay goes on', async () => {
    const [alice, bob] = await Promise.all([connect(), connect()]);
    alice.send(append(1, 0, 'before'));
    await alice.next('appended');
    diskThatRefuses.refuses = true;
    bob.send({ type: 'read', after: 0 });
    expect(await bob.next('error')).toEqual({ type: 'error', code: 'not-stored', request: null });
    diskThatRefuses.refuses = false;
    const again = await connect();
    again.send({ type: 'read', after: 0 });
    expect(textsOf(await again.next('records'))).toEqual(['before']);
  });

  test('told to stop, it answers what it has received and says that it is closing', async () => {
    const alice = await connect();
    await relay.stop();
    expect(await alice.next('error')).toMatchObject({ code: 'closing' });
    await alice.closed();
  });

  test('what is appended reaches twenty readers at the log’s end without being read back', async () => {
    const readers = await Promise.all(Array.from({ length: 20 }, () => connect()));
    for (const reader of readers) reader.send({ type: 'read', after: 0 });
    const alice = await connect();
    reads = 0;
    alice.send(append(1, 0, 'for all'));
    for (const reader of readers) {
      expect(textsOf(await reader.next('records'))).toEqual(['for all']);
    }
    const texts = Array.from({ length: 300 }, (_, at) => `${at}`.padEnd(1000));
    const records = texts.map((text) => ({ bytes: utf8(text), expiry: 9000, isBarrier: false }));
    alice.send({ type: 'append', request: 2, seen: 1, records });
    for (const reader of readers) {
      const read: (string | null)[] = [];
      while (read.length < texts.length) read.push(...textsOf(await reader.next('records')));
      expect(read).toEqual(texts);
    }
    expect(reads).toBe(0);
  });

  test('one connection too many is told so; when one leaves there is room again', async () => {
    const seated = await Promise.all(Array.from({ length: LIMITS.connections }, () => connect()));
    const late = new RelayClient(relay);
    expect(await late.next('error')).toMatchObject({ code: 'too-many' });
    await late.closed();
    seated[0]?.socket.close();
    await seated[0]?.closed();
    await connect();
  });

  test('who does not authenticate in ten seconds is shown out, and nobody else', async () => {
    const alice = await connect();
    const eve = new RelayClient(relay);
    await eve.next('hello');
    clockMs += LIMITS.authenticateWithinMs;
    relay.attend();
    expect(await eve.next('error')).toMatchObject({ code: 'unauthenticated' });
    await eve.closed();
    alice.send(append(1, 0, 'still here'));
    await alice.next('appended');
  });

  test('a reader that takes nothing for half a minute is cut off, and others are served', async () => {
    const [alice, bob] = await Promise.all([connect(), connect()]);
    bob.send({ type: 'read', after: 0 });
    alice.send(append(0, 0, 'first'));
    await alice.next('appended');
    await bob.next('records');
    bob.socket.pause();
    const mebibyte = Array.from({ length: 4 }, () => 256 * 1024);
    for (let at = 1; at <= 32; at += 1) {
      clockMs += 1000;
      const records = mebibyte.map((length, part) => ({
        bytes: new Uint8Array(length).fill(at * 4 + part),
        expiry: 9000,
        isBarrier: false,
      }));
      alice.send({ type: 'append', request: at, seen: 0, records });
      relay.attend();
      await alice.next('appended');
    }
    clockMs += LIMITS.stalledMs;
    relay.attend();
    clockMs += LIMITS.closingMs;
    relay.attend();
    alice.send(append(99, 0, 'still here'));
    expect(await alice.next('appended')).toMatchObject({ request: 99 });
    bob.socket.resume();
    await bob.closed();
  });

  test('a client that does not take its leave keeps nobody from stopping', async () => {
    const bob = await connect();
    bob.socket.pause();
    await relay.stop();
    bob.socket.resume();
    await bob.closed();
  });
});
