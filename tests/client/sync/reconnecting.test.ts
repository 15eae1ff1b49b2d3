import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../../crypto/index.ts';
import type { Transport } from '../../../client/sync/logConnection.ts';
import { decodeClientFrame } from '../../../relay/frames.ts';
import { followed, logOf, record, type Followed } from '../../support/followed.ts';
import { handDrivenTransport, recordsFrame } from '../../support/handDrivenTransport.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

// When a device tries again, and when it never does again.

const RELAY = 'https://relay.test';
let simulation: Simulation;
let network: ReturnType<typeof handDrivenTransport>;

beforeAll(() => sodiumReady);
beforeEach(() => {
  simulation = createSimulation(1);
  network = handDrivenTransport(simulation);
});

const follow = (transport: Transport = network.transport): Followed =>
  followed(simulation, {
    transport,
    address: { relay: RELAY, log: logOf(1), making: { kind: 'founder' } },
  });

/** Loses the present connection. @returns milliseconds until the next one */
async function waitAfterLoss(): Promise<number> {
  const before = network.sockets.length;
  const lostAtMs = simulation.timers.nowMs();
  network.last().events.onClose();
  while (network.sockets.length === before) await simulation.advance(10);
  return network.last().openedAtMs - lostAtMs;
}

test('it waits half a second at most, then up to twice as long each time, never over 30 seconds', async () => {
  follow();
  for (const step of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]) {
    const wait = await waitAfterLoss();
    expect(wait).toBeGreaterThanOrEqual(step / 2);
    expect(wait).toBeLessThanOrEqual(step);
  }
});

test('devices that lost one relay together do not come back together', async () => {
  follow();
  follow();
  for (const { events } of network.sockets) events.onClose();
  await simulation.advance(500);
  const [, , first, second] = network.sockets;
  expect(first?.openedAtMs).not.toBe(second?.openedAtMs);
});

test('a socket that fails as the log is asked for is given up, and the next one reads', async () => {
  let failing = true;
  follow((relay, events) => {
    const socket = network.transport(relay, events);
    return {
      ...socket,
      send(bytes) {
        const frame = decodeClientFrame(bytes);
        if (failing && frame.ok && frame.value.type === 'read') throw new Error('broken');
        socket.send(bytes);
      },
    };
  });
  await network.last().open(1);
  expect(network.last().isClosed).toBe(true);
  failing = false;
  await simulation.advance(500);
  expect(network.sockets).toHaveLength(2);
  await network.last().open(1);
  expect(network.last().sent.at(-1)).toEqual({ type: 'read', after: 0 });
});

test('having caught up it begins with short waits again; having only opened it does not', async () => {
  follow();
  for (let failure = 0; failure < 5; failure += 1) await waitAfterLoss();
  await network.last().open(1);
  expect(await waitAfterLoss()).toBeGreaterThanOrEqual(8000);
  await network.last().open(1);
  network.last().say(recordsFrame(1));
  await simulation.settle();
  expect(await waitAfterLoss()).toBeLessThanOrEqual(500);
});

test('a transport that fails before it returns is tried again, and its socket closed', async () => {
  let attempts = 0;
  let closed = 0;
  const device = follow((_relay, events) => {
    attempts += 1;
    events.onClose();
    return { send: () => undefined, close: () => void (closed += 1) };
  });
  await simulation.advance(60_000);
  expect(attempts).toBeGreaterThan(5);
  expect(closed).toBe(attempts);
  expect(device.told).toEqual([]);
});

test('only a log that was open is told to be disconnected, and once', async () => {
  const device = follow();
  await waitAfterLoss();
  expect(device.told).toEqual([]);
  await network.last().open(0);
  const socket = network.last();
  await waitAfterLoss();
  socket.events.onClose();
  expect(device.told).toEqual(['(caught up)', '(disconnected)']);
});

describe('once closed', () => {
  test('it never connects again and what waited is lost', async () => {
    const device = follow();
    await network.last().open(0);
    const result = device.append(0, [record('a')]);
    device.close();
    expect(await result).toBe('lost');
    expect(network.last().isClosed).toBe(true);
    network.last().events.onClose();
    await simulation.advance(600_000);
    expect(network.sockets).toHaveLength(1);
    expect(device.told).toEqual(['(caught up)']);
    expect(await device.append(0, [record('b')])).toBe('lost');
  });

  test.each<[string, (device: Followed) => void]>([
    ['before it is greeted', () => undefined],
    ['with an append under way', (device) => void device.append(0, [record('a')])],
    ['while it waits to try again', () => network.last().events.onClose()],
  ])('%s, it leaves no timer behind', async (when, act) => {
    const running = new Set<() => void>();
    const { timers } = simulation;
    const device = followed(simulation, {
      transport: network.transport,
      address: { relay: RELAY, log: logOf(1), making: { kind: 'founder' } },
      timers: {
        nowMs: () => timers.nowMs(),
        after(delayMs, run) {
          const cancel = timers.after(delayMs, () => {
            running.delete(cancel);
            run();
          });
          running.add(cancel);
          return () => {
            running.delete(cancel);
            cancel();
          };
        },
      },
    });
    if (when !== 'before it is greeted') await network.last().open(0);
    act(device);
    expect(running.size).toBe(1);
    device.close();
    expect(running.size).toBe(0);
  });

  test('while it waits to try again, it does not try', async () => {
    const device = follow();
    network.last().events.onClose();
    device.close();
    await simulation.advance(600_000);
    expect(network.sockets).toHaveLength(1);
  });

  test('because it was told to be disconnected, it does not try again', async () => {
    const told: string[] = [];
    const connection = followed(simulation, {
      transport: network.transport,
      address: { relay: RELAY, log: logOf(1), making: { kind: 'founder' } },
      events: {
        onRecords: () => Promise.resolve(),
        onCaughtUp: () => told.push('(caught up)'),
        onDisconnected: () => connection.close(),
      },
    });
    await network.last().open(0);
    network.last().events.onClose();
    await simulation.advance(600_000);
    expect(network.sockets).toHaveLength(1);
    expect(told).toEqual(['(caught up)']);
  });

  test.each(['resolves', 'rejects'])(
    'records in hand whose taking %s later bring nothing after them',
    async (how) => {
      const told: string[] = [];
      let finish = (): void => undefined;
      const connection = followed(simulation, {
        transport: network.transport,
        address: { relay: RELAY, log: logOf(1), making: { kind: 'founder' } },
        events: {
          onRecords(records) {
            told.push(`${records.length} records`);
            return new Promise((resolve, reject) => {
              finish = () => (how === 'resolves' ? resolve() : reject(new Error('too late')));
            });
          },
          onCaughtUp: () => told.push('(caught up)'),
          onDisconnected: () => told.push('(disconnected)'),
        },
      });
      await network.last().open(2);
      network.last().say(recordsFrame(1, 2));
      network.last().say(recordsFrame(3));
      await simulation.settle();
      connection.close();
      finish();
      await simulation.advance(600_000);
      expect(told).toEqual(['2 records']);
      expect(network.sockets).toHaveLength(1);
    },
  );
});
