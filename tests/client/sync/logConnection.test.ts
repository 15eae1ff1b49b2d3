import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromUtf8, signingKeyPairFromSeed, sodiumReady, utf8 } from '../../../crypto/index.ts';
import { followLog } from '../../../client/sync/followLog.ts';
import type { LogConnection, LogRecord } from '../../../client/sync/logConnection.ts';
import { createSimulatedRelay, type SimulatedRelay } from '../../support/simulatedRelay.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

const ORIGIN = 'https://relay.test';
let simulation: Simulation;
let relay: SimulatedRelay;

beforeAll(() => sodiumReady);
beforeEach(() => {
  simulation = createSimulation(1);
  relay = createSimulatedRelay(simulation, { origin: ORIGIN });
});

const logOf = (seed: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(seed));
const record = (text: string, isBarrier = false) => ({
  bytes: utf8(text),
  expiry: 9000,
  isBarrier,
});
const textOf = ({ bytes }: LogRecord) => (bytes === null ? null : fromUtf8(bytes));

function follow(name: string, { log = logOf(1), after = 0 } = {}) {
  const seen: (string | null)[] = [];
  const connection: LogConnection = followLog({
    transport: relay.transportFor(name),
    timers: simulation.timers,
    random: (length) => simulation.random(length),
    address: { relay: ORIGIN, log },
    after,
    events: {
      async onRecords(records) {
        seen.push(...records.map(textOf));
      },
      onCaughtUp: () => seen.push('(caught up)'),
      onDisconnected: () => seen.push('(disconnected)'),
    },
  });
  return { connection, seen };
}

describe('with the simulated relay', () => {
  test('Bob takes what stood before, then what Alice adds, each once', async () => {
    const alice = follow('alice');
    await simulation.advance(100);
    expect(alice.seen).toEqual(['(caught up)']);
    const first = alice.connection.append(0, [record('one'), record('two')]);
    await simulation.advance(100);
    expect(await first).toBe('appended');
    const bob = follow('bob');
    await simulation.advance(100);
    const second = alice.connection.append(2, [record('three')]);
    await simulation.advance(100);
    expect(await second).toBe('appended');
    expect(bob.seen).toEqual(['one', 'two', '(caught up)', 'three']);
    expect(alice.seen).toEqual(['(caught up)', 'one', 'two', 'three']);
  });
});
