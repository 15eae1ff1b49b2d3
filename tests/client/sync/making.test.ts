import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady, verify } from '../../../crypto/index.ts';
import { followLog } from '../../../client/sync/followLog.ts';
import type { Making } from '../../../client/sync/logConnection.ts';
import { makeLog } from '../../../client/sync/makeLog.ts';
import { childContent, type Grant, type RelayFrame } from '../../../relay/frames.ts';
import { followed, logOf, record } from '../../support/followed.ts';
import { handDrivenTransport, hello, recordsFrame } from '../../support/handDrivenTransport.ts';
import { createSimulation, type Simulation } from '../../support/simulation.ts';

// By what a device asks for a log that the relay may not hold, the relay's end being spoken by hand.

const RELAY = 'https://relay.test';
const NOW = 490_897 * 3600;
const REFUSED: RelayFrame = { type: 'error', code: 'no-such-log', request: null };
let simulation: Simulation;
let network: ReturnType<typeof handDrivenTransport>;

beforeAll(() => sodiumReady);
beforeEach(() => {
  simulation = createSimulation(1);
  network = handDrivenTransport(simulation);
});

function grantFor(making: Making): Grant | undefined {
  const address = { relay: RELAY, log: logOf(1), making };
  followed(simulation, { transport: network.transport, address });
  network.last().say(hello(NOW));
  const [auth] = network.last().sent;
  return auth?.type === 'auth' ? auth.grant : undefined;
}

describe('a grant', () => {
  test('is none for what somebody else has made, and the founder’s word for whoever founds', () => {
    expect(grantFor({ kind: 'none' })).toBeNull();
    expect(grantFor({ kind: 'founder' })).toEqual({ kind: 'founder', pass: null });
  });

  test('of a parent is signed for this relay, this log and this moment', () => {
    const grant = grantFor({ kind: 'parent', log: logOf(2) });
    if (grant?.kind !== 'parent') throw new Error('no parent');
    const [parent, child] = [logOf(2).publicKey, logOf(1).publicKey];
    expect(grant.logId).toEqual(parent);
    expect(verify(parent, childContent(RELAY, parent, child, NOW), grant.signature)).toBe(true);
  });
});

test('a refused log is told each time, and asked for again', async () => {
  let refusals = 0;
  followLog({
    transport: network.transport,
    timers: simulation.timers,
    random: simulation.random,
    address: { relay: RELAY, log: logOf(1), making: { kind: 'founder' } },
    after: 0,
    events: {
      onRecords: async () => undefined,
      onCaughtUp: () => undefined,
      onDisconnected: () => undefined,
      onRefused: () => {
        refusals += 1;
      },
    },
  });
  for (const times of [1, 2]) {
    network.last().say(hello(NOW));
    network.last().say(REFUSED);
    expect(network.last().isClosed).toBe(true);
    expect(refusals).toBe(times);
    await simulation.advance(30_000);
  }
});

test('an append over quota is told from one that the disk refuses, and the connection stays', async () => {
  const address = { relay: RELAY, log: logOf(1), making: { kind: 'founder' } } as const;
  const device = followed(simulation, { transport: network.transport, address });
  await network.last().open(0);
  const results = Promise.all([device.append(0, [record('a')]), device.append(0, [record('b')])]);
  network.last().say({ type: 'error', code: 'over-quota', request: 1 });
  network.last().say({ type: 'error', code: 'not-stored', request: 2 });
  expect(await results).toEqual(['over-quota', 'not-stored']);
  expect(network.last().isClosed).toBe(false);
});

describe('making a log in one short conversation', () => {
  const make = () => {
    const { timers, random } = simulation;
    const making = { kind: 'parent', log: logOf(2) } as const;
    const address = { relay: RELAY, log: logOf(1), making };
    return makeLog({ transport: network.transport, timers, random }, address);
  };

  test('an empty log has been made', async () => {
    const made = make();
    await network.last().open(0);
    expect(await made).toBe('made');
    expect(network.last().isClosed).toBe(true);
  });

  test('one with records was made before', async () => {
    const made = make();
    await network.last().open(1);
    network.last().say(recordsFrame(1));
    expect(await made).toBe('made');
    expect(network.last().isClosed).toBe(true);
  });

  test('a refusal is said at once, and not asked about again', async () => {
    const made = make();
    network.last().say(hello(NOW));
    network.last().say(REFUSED);
    expect(await made).toBe('refused');
    await simulation.advance(60_000);
    expect(network.sockets).toHaveLength(1);
  });

  test('silence is no answer after 15 seconds', async () => {
    const made = make();
    await simulation.advance(15_000);
    expect(await made).toBe('unanswered');
    await simulation.advance(60_000);
    expect(network.sockets.every(({ isClosed }) => isClosed)).toBe(true);
  });
});
