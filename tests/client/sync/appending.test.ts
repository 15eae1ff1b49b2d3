import { beforeAll, beforeEach, expect, test } from 'vitest';
import { sodiumReady } from '../../../crypto/index.ts';
import { LIMITS } from '../../../relay/frames.ts';
import type { AppendResult } from '../../../client/sync/logConnection.ts';
import { followed, logOf, record } from '../../support/followed.ts';
import { handDrivenTransport, hello } from '../../support/handDrivenTransport.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

// What becomes of an append, the relay's end being spoken by hand.

let simulation: Simulation;
let network: ReturnType<typeof handDrivenTransport>;

beforeAll(() => sodiumReady);
beforeEach(() => {
  simulation = createSimulation(1);
  network = handDrivenTransport(simulation);
});

const follow = () =>
  followed(simulation, {
    transport: network.transport,
    address: { relay: 'https://relay.test', log: logOf(1), making: { kind: 'founder' } },
  });

test('each append learns its own answer', async () => {
  const device = follow();
  await network.last().open(0);
  const results = Promise.all(['a', 'b', 'c'].map((text) => device.append(0, [record(text)])));
  const requests = network.last().sent.slice(2);
  expect(requests).toEqual(
    ['a', 'b', 'c'].map((text, at) => ({
      type: 'append',
      request: at + 1,
      seen: 0,
      records: [record(text)],
    })),
  );
  network.last().say({ type: 'error', code: 'not-stored', request: 3 });
  network.last().say({ type: 'stale', request: 2, lastBarrier: 1 });
  network.last().say({ type: 'appended', request: 1, indexes: [1], hour: 1 });
  expect(await results).toEqual(['appended', 'stale', 'not-stored']);
  expect(network.last().isClosed).toBe(false);
});

test('a second answer to one append ends the connection', async () => {
  const device = follow();
  await network.last().open(0);
  const result = device.append(0, [record('a')]);
  network.last().say({ type: 'appended', request: 1, indexes: [1], hour: 1 });
  expect(network.last().isClosed).toBe(false);
  network.last().say({ type: 'stale', request: 1, lastBarrier: 1 });
  expect(network.last().isClosed).toBe(true);
  expect(await result).toBe('appended');
});

test('an append is lost at once while the log is not open, and nothing of it is sent', async () => {
  const device = follow();
  network.last().say(hello(1_795_521_600));
  expect(await device.append(0, [record('a')])).toBe('lost');
  expect(network.last().sent.map(({ type }) => type)).toEqual(['auth']);
});

test('every append that waits is lost with the connection', async () => {
  const device = follow();
  await network.last().open(0);
  const results = [device.append(0, [record('a')]), device.append(0, [record('b')])];
  network.last().events.onClose();
  expect(await Promise.all(results)).toEqual(['lost', 'lost']);
});

test('a connection that leaves an append without answer for 20 seconds is half dead and left', async () => {
  const device = follow();
  await network.last().open(0);
  let result: AppendResult | null = null;
  void device.append(0, [record('a')]).then((known) => {
    result = known;
  });
  await simulation.advance(19_999);
  expect(result).toBe(null);
  await simulation.advance(1);
  expect(result).toBe('lost');
  expect(device.told).toEqual(['(caught up)', '(disconnected)']);
});

test('an answered append leaves no time limit behind', async () => {
  const device = follow();
  await network.last().open(0);
  const result = device.append(0, [record('a')]);
  network.last().say({ type: 'appended', request: 1, indexes: [1], hour: 1 });
  await simulation.advance(60_000);
  expect(await result).toBe('appended');
  expect(device.told).toEqual(['(caught up)']);
});

test.each([
  ['no records', []],
  ['too many records', Array.from({ length: LIMITS.batchRecords + 1 }, () => record('a'))],
  ['a record too long', [{ ...record(''), bytes: new Uint8Array(LIMITS.recordBytes + 1) }]],
  ['an empty record', [record('')]],
  [
    'more than a batch',
    Array.from({ length: 5 }, () => ({ ...record(''), bytes: new Uint8Array(2 ** 18) })),
  ],
])('%s is refused as misuse', async (_, records) => {
  const device = follow();
  await network.last().open(0);
  expect(() => device.append(0, records)).toThrow(RangeError);
});
