import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { utf8 } from '../../crypto/bytes.ts';
import { sodiumReady } from '../../crypto/sodium.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { Grant } from '../../relay/frames.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import { readPasses } from '../../relay/passes.ts';
import type { Relay } from '../../relay/server.ts';
import {
  append,
  FOUNDER,
  knock,
  signedBy,
  START_MS,
  startTestRelay,
} from '../support/testRelay.ts';

// Who may make a log that is not there: each child is the log of a seed.

const HOUR_MS = 3_600_000;
const PASSES = 'the first of two passes, the second of two passes';
let clockMs = START_MS;
let relay: Relay;

beforeAll(() => sodiumReady);
beforeEach(() => {
  clockMs = START_MS;
});

async function start(passes: string | undefined): Promise<void> {
  const read = readPasses(passes);
  if (!read.ok) throw new Error(read.error);
  const store = createMemoryLogStore();
  relay = await startTestRelay({ store, now: () => clockMs, passes: read.value });
  onTestFinished(() => relay.stop());
}

async function opens(seed: number, grant: Grant): Promise<boolean> {
  const client = await knock(relay, clockMs, seed, grant);
  const first = await client.either('usage', 'error');
  if (first.type === 'usage') {
    client.socket.close();
    return true;
  }
  expect(first).toEqual({ type: 'error', code: 'no-such-log', request: null });
  await client.closed();
  return false;
}

async function write(seed: number): Promise<void> {
  const client = await knock(relay, clockMs, seed, null);
  await client.next('usage');
  client.send(append(1, 0, 'a record'));
  await client.next('appended');
  client.socket.close();
}

const pass = (text: string): Grant => ({ kind: 'founder', pass: utf8(text) });

describe('where the operator asks for no pass', () => {
  beforeEach(() => start(undefined));

  test('anybody founds, and nobody makes a log by the mere wish to read it', async () => {
    expect(await opens(1, null)).toBe(false);
    expect(await opens(1, FOUNDER)).toBe(true);
    expect(await opens(1, null)).toBe(true);
  });
});

describe('where the operator asks for a pass', () => {
  beforeEach(() => start(PASSES));

  test('whoever shows one founds; without one, or with another, nothing is made', async () => {
    expect(await opens(1, FOUNDER)).toBe(false);
    expect(await opens(1, pass('a pass that nobody has issued'))).toBe(false);
    expect(await opens(1, pass('the second of two passes'))).toBe(true);
    expect(await opens(2, pass('the first of two passes'))).toBe(true);
  });

  test('a log that is there is opened, whatever the grant says', async () => {
    await opens(1, pass('the first of two passes'));
    const grants = [null, FOUNDER, pass('a pass that nobody has issued'), signedBy(8, 9, clockMs)];
    for (const grant of grants) expect(await opens(1, grant)).toBe(true);
  });

  test('the key of a log that is there makes another, and that one a third', async () => {
    await opens(1, pass('the first of two passes'));
    expect(await opens(2, signedBy(1, 2, clockMs))).toBe(true);
    expect(await opens(3, signedBy(2, 3, clockMs))).toBe(true);
  });

  test.each<[string, () => Grant]>([
    ['of a log that is not there', () => signedBy(7, 2, clockMs)],
    ['for another child', () => signedBy(1, 3, clockMs)],
    ['of another moment', () => signedBy(1, 2, clockMs - 1000)],
    ['for another relay', () => signedBy(1, 2, clockMs, 'https://other.example')],
  ])('a signature %s makes nothing', async (_, grant) => {
    await opens(1, pass('the first of two passes'));
    expect(await opens(2, grant())).toBe(false);
  });

  test('twenty logs of one voucher may be empty, and no more until one is written in', async () => {
    await opens(1, pass('the first of two passes'));
    await write(1);
    const { emptyLogs } = RELAY_LIMITS;
    for (let seed = 2; seed < 2 + emptyLogs; seed += 1) {
      expect(await opens(seed, signedBy(1, seed, clockMs))).toBe(true);
    }
    expect(await opens(60, signedBy(1, 60, clockMs))).toBe(false);
    // Others are not held up by it.
    expect(await opens(61, pass('the first of two passes'))).toBe(true);
    expect(await opens(62, signedBy(2, 62, clockMs))).toBe(true);
    await write(2);
    expect(await opens(60, signedBy(1, 60, clockMs))).toBe(true);
  });

  test('a day later the empty ones are gone, and what is written in stays', async () => {
    await opens(1, pass('the first of two passes'));
    await opens(2, signedBy(1, 2, clockMs));
    await write(1);
    clockMs += RELAY_LIMITS.emptyLogHours * HOUR_MS;
    relay.expire();
    expect(await opens(2, null)).toBe(true);
    clockMs += HOUR_MS;
    relay.expire();
    expect(await opens(2, null)).toBe(false);
    expect(await opens(1, null)).toBe(true);
  });

  test('who has it open when it is forgotten is told, and may make it again', async () => {
    await opens(1, pass('the first of two passes'));
    await write(1);
    const claire = await knock(relay, clockMs, 2, signedBy(1, 2, clockMs));
    await claire.next('usage');
    clockMs += 25 * HOUR_MS;
    relay.expire();
    claire.send(append(1, 0, 'too late'));
    expect(await claire.next('error')).toMatchObject({ code: 'no-such-log', request: null });
    await claire.closed();
    expect(await opens(2, signedBy(1, 2, clockMs))).toBe(true);
  });
});

test('passes of fewer than 16 or more than 64 bytes are no passes; nothing means that none is asked for', () => {
  const fit = (length: number) => readPasses('x'.repeat(length)).ok;
  expect([15, 16, 64, 65].map(fit)).toEqual([false, true, true, false]);
  expect(readPasses(`${'x'.repeat(20)},short`)).toEqual({ ok: false, error: 'Unfit' });
  expect([readPasses(undefined), readPasses(' ')]).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
});
