import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady, verify } from '../../../crypto/index.ts';
import { authenticationContent, type RelayFrame } from '../../../relay/frames.ts';
import type { LogAddress, LogEvents } from '../../../client/sync/logConnection.ts';
import { followed, logOf } from '../../support/followed.ts';
import {
  handDrivenTransport,
  hello,
  recordsFrame,
  RELAY_NONCE,
} from '../../support/handDrivenTransport.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

// What a device does with whatever a relay may say: the relay's end is spoken by hand.

const address = (): LogAddress => ({
  relay: 'https://relay.test',
  log: logOf(1),
  making: { kind: 'founder' },
});
const HOUR_1 = 490_897 * 3600;
let simulation: Simulation;
let network: ReturnType<typeof handDrivenTransport>;

beforeAll(() => sodiumReady);
beforeEach(() => {
  simulation = createSimulation(1);
  network = handDrivenTransport(simulation);
});

const follow = (changed: { after?: number; events?: LogEvents } = {}) =>
  followed(simulation, { transport: network.transport, address: address(), ...changed });

/** Long enough for any single wait of the back-off. */
const waitForNextAttempt = () => simulation.advance(30_000);

/** `onRecords` that a test lets go on or fail, call by call. */
function heldBack() {
  const told: string[] = [];
  const calls: { resolve(): void; reject(): void }[] = [];
  const events: LogEvents = {
    onRecords(records) {
      told.push(records.map(({ index }) => index).join(' '));
      return new Promise((resolve, reject) => {
        calls.push({ resolve, reject: () => reject(new Error('the device is full')) });
      });
    },
    onCaughtUp: () => told.push('(caught up)'),
    onDisconnected: () => told.push('(disconnected)'),
  };
  return { told, calls, events };
}

describe('opening', () => {
  test('it signs for its relay at the relay’s time, however wrong its own clock', async () => {
    simulation.setNow(0);
    follow();
    network.last().say(hello(HOUR_1));
    const [auth] = network.last().sent;
    if (auth?.type !== 'auth') throw new Error('no auth was sent');
    const { logId, nonce, time, signature } = auth;
    expect(time).toBe(HOUR_1);
    expect(logId).toEqual(logOf(1).publicKey);
    const content = authenticationContent('https://relay.test', logId, RELAY_NONCE, nonce, time);
    expect(verify(logId, content, signature)).toBe(true);
  });

  test('it reads from where it stands, and has caught up at once with a log that holds no more', async () => {
    const device = follow({ after: 7 });
    await network.last().open(7, HOUR_1);
    expect(network.last().sent.at(-1)).toEqual({ type: 'read', after: 7 });
    expect(device.told).toEqual(['(caught up)']);
    expect(device.hours).toEqual([1]);
  });

  test('a relay that holds less than was taken from it is left, and never caught up with', async () => {
    const device = follow({ after: 7 });
    await network.last().open(6);
    expect(network.last().isClosed).toBe(true);
    expect(device.told).toEqual([]);
  });

  test.each([
    ['says nothing', () => undefined],
    ['greets and says no more', () => network.last().say(hello(HOUR_1))],
  ])('a relay that %s is left after 15 seconds', async (_, speak) => {
    const device = follow();
    const silent = network.last();
    speak();
    await simulation.advance(14_999);
    expect(silent.isClosed).toBe(false);
    await simulation.advance(1);
    expect(silent.isClosed).toBe(true);
    await waitForNextAttempt();
    expect(network.sockets.length).toBeGreaterThan(1);
    expect(device.told).toEqual([]);
  });

  test('a log that is open is not left, however long nothing is said', async () => {
    follow();
    await network.last().open(0);
    await simulation.advance(3_600_000);
    expect(network.sockets).toHaveLength(1);
    expect(network.last().isClosed).toBe(false);
  });
});

describe('taking records', () => {
  test('the next are not handed over before the last have been taken', async () => {
    const { told, calls, events } = heldBack();
    follow({ events });
    await network.last().open(3);
    network.last().say(recordsFrame(1, 2));
    network.last().say(recordsFrame(3));
    await simulation.settle();
    expect(told).toEqual(['1 2']);
    calls[0]?.resolve();
    await simulation.settle();
    expect(told).toEqual(['1 2', '3']);
    calls[1]?.resolve();
    await simulation.settle();
    expect(told).toEqual(['1 2', '3', '(caught up)']);
  });

  test('it has caught up once; what follows is live', async () => {
    const device = follow();
    await network.last().open(1);
    for (const index of [1, 2, 3]) network.last().say(recordsFrame(index));
    await simulation.settle();
    expect(device.told).toEqual(['1', '(caught up)', '2', '3']);
  });

  test.each([
    ['a gap', recordsFrame(2, 3)],
    ['a gap inside', recordsFrame(1, 3)],
    ['a repetition', recordsFrame(0, 1)],
    ['no records', recordsFrame()],
  ])('%s ends the connection, and nothing of it is taken', async (_, frame) => {
    const device = follow();
    await network.last().open(3);
    network.last().say(frame);
    expect(network.last().isClosed).toBe(true);
    await waitForNextAttempt();
    await network.last().open(3);
    expect(network.last().sent.at(-1)).toEqual({ type: 'read', after: 0 });
    expect(device.told).toEqual(['(disconnected)']);
  });

  test('what arrived after a connection ended is not taken', async () => {
    const device = follow();
    const first = network.last();
    await first.open(1);
    first.events.onClose();
    first.say(recordsFrame(1));
    await simulation.settle();
    expect(device.told).toEqual(['(disconnected)']);
  });

  test('what could not be taken ends the connection and is read again', async () => {
    const { told, calls, events } = heldBack();
    follow({ events });
    await network.last().open(3);
    network.last().say(recordsFrame(1));
    network.last().say(recordsFrame(2));
    network.last().say(recordsFrame(3));
    await simulation.settle();
    calls[0]?.resolve();
    await simulation.settle();
    calls[1]?.reject();
    await simulation.settle();
    expect(network.last().isClosed).toBe(true);
    await waitForNextAttempt();
    await network.last().open(3);
    expect(network.last().sent.at(-1)).toEqual({ type: 'read', after: 1 });
    expect(told).toEqual(['1', '2', '(disconnected)']);
  });

  test('a new connection does not read before what the old one brought has been taken', async () => {
    const { told, calls, events } = heldBack();
    follow({ events });
    await network.last().open(2);
    network.last().say(recordsFrame(1));
    network.last().say(recordsFrame(2));
    await simulation.settle();
    network.last().events.onClose();
    await waitForNextAttempt();
    await network.last().open(2);
    expect(network.last().sent.map(({ type }) => type)).toEqual(['auth']);
    calls[0]?.resolve();
    await simulation.settle();
    expect(network.last().sent.at(-1)).toEqual({ type: 'read', after: 1 });
    expect(told).toEqual(['1', '(disconnected)']);
  });
});

describe('what is out of place', () => {
  const usage: RelayFrame = { type: 'usage', records: 0, lastBarrier: 0, hour: 0 };

  test.each<[string, boolean, RelayFrame]>([
    ['a log opened before the greeting', false, usage],
    ['records before the greeting', false, recordsFrame(1)],
    ['a second greeting', true, hello(HOUR_1)],
    ['a log opened twice', true, usage],
    ['an answer to nothing', true, { type: 'appended', request: 9, indexes: [1], hour: 1 }],
    ['staleness of nothing', true, { type: 'stale', request: 9, lastBarrier: 1 }],
    ['an error about nothing', true, { type: 'error', code: 'not-stored', request: 9 }],
    ['too much traffic', true, { type: 'error', code: 'too-slow', request: null }],
    ['a full house', false, { type: 'error', code: 'too-many', request: null }],
    ['the relay’s leave', true, { type: 'error', code: 'closing', request: null }],
  ])('%s ends the connection', async (_, isOpen, frame) => {
    const device = follow();
    const socket = network.last();
    if (isOpen) await socket.open(0);
    expect(socket.isClosed).toBe(false);
    socket.say(frame);
    expect(socket.isClosed).toBe(true);
    expect(device.told).toEqual(isOpen ? ['(caught up)', '(disconnected)'] : []);
    await waitForNextAttempt();
    expect(network.sockets.length).toBeGreaterThan(1);
  });

  test('bytes that are no frame end the connection', async () => {
    const device = follow();
    await network.last().open(0);
    network.last().events.onFrame(new Uint8Array([1, 2, 3]));
    expect(network.last().isClosed).toBe(true);
    expect(device.told).toEqual(['(caught up)', '(disconnected)']);
  });
});
