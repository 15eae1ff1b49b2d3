import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import type { LogAddress, Socket, Transport } from '../../client/sync/logConnection.ts';
import { webSocketTransport } from '../../client/sync/webSocketTransport.ts';
import { RELAY_LIMITS } from '../../relay/connection.ts';
import type { LogStore } from '../../relay/logStore.ts';
import { createMemoryLogStore } from '../../relay/memoryLogStore.ts';
import { createRelay } from '../../relay/server.ts';
import { followed, logOf, record, type Followed } from '../support/followed.ts';
import { createSimulatedRelay } from '../support/simulatedRelay.ts';
import { createSimulation, type Simulation } from '../support/simulation.ts';

// The same stories with the simulated relay and with the real one over real sockets: what tests find out with
// the first holds for the second. Time is simulated in both.

type World = {
  readonly origin: string;
  transportFor(name: string): Transport;
  /** Breaks the sockets of one device. */
  cut(name: string): void;
  restore(name: string): void;
  expire(): void;
  stop(): Promise<void>;
  /** Lets frames travel until it holds. */
  until(holds: () => boolean): Promise<void>;
};

const disk = { refuses: false };

function refusing(store: LogStore): LogStore {
  return {
    ...store,
    append(requests, hour, quota) {
      if (disk.refuses) throw new Error('database or disk is full');
      return store.append(requests, hour, quota);
    },
  };
}

async function simulatedWorld(simulation: Simulation): Promise<World> {
  const origin = 'https://relay.test';
  const store = refusing(createMemoryLogStore());
  const relay = createSimulatedRelay(simulation, { origin, store });
  return {
    ...relay,
    origin,
    stop: async () => relay.stop(),
    async until(holds) {
      while (!holds()) await simulation.advance(1);
    },
  };
}

async function realWorld(simulation: Simulation): Promise<World> {
  let origin = '';
  const relay = createRelay({
    store: refusing(createMemoryLogStore()),
    passes: null,
    staticFolder: 'absent',
    get origin() {
      return origin;
    },
    limits: { ...RELAY_LIMITS, farewellMs: 50 },
    now: () => simulation.timers.nowMs(),
    randomBytes: simulation.random,
  });
  await new Promise<void>((resolve) => {
    relay.http.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(relay.http.address() as AddressInfo).port}`;
  const sockets: { readonly name: string; readonly socket: Socket }[] = [];
  const cutOff = new Set<string>();
  return {
    origin,
    transportFor: (name) => (address, events) => {
      const socket = webSocketTransport(address, events);
      if (cutOff.has(name)) socket.close();
      sockets.push({ name, socket });
      return socket;
    },
    cut(name) {
      cutOff.add(name);
      for (const opened of sockets) if (opened.name === name) opened.socket.close();
    },
    restore: (name) => void cutOff.delete(name),
    expire: () => void relay.expire(),
    stop: () => relay.stop(),
    async until(holds) {
      while (!holds()) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    },
  };
}

describe.each([
  ['simulated', simulatedWorld],
  ['real', realWorld],
])('with the %s relay', (_, create) => {
  let simulation: Simulation;
  let world: World;
  let devices: Followed[] = [];

  beforeAll(() => sodiumReady);
  beforeEach(async () => {
    disk.refuses = false;
    simulation = createSimulation(1);
    world = await create(simulation);
  });
  afterEach(async () => {
    for (const device of devices) device.close();
    devices = [];
    await world.stop();
  });

  function join(name: string, { log = logOf(1), after = 0 } = {}): Followed {
    const address: LogAddress = { relay: world.origin, log, making: { kind: 'founder' } };
    const device = followed(simulation, {
      transport: world.transportFor(name),
      address,
      after,
    });
    devices.push(device);
    return device;
  }

  const isTold = (device: Followed, last: string) => () => device.told.at(-1) === last;

  async function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
    const answers: Answer[] = [];
    void asked.then((answer) => answers.push(answer));
    await world.until(() => answers.length > 0);
    return asked;
  }

  async function joinCaughtUp(name: string, changed = {}): Promise<Followed> {
    const device = join(name, changed);
    await world.until(() => device.told.includes('(caught up)'));
    return device;
  }

  test('Bob takes what stood before, then what Alice adds, each once', async () => {
    const alice = await joinCaughtUp('alice');
    expect(await answered(alice.append(0, [record('one'), record('two')]))).toBe('appended');
    await world.until(isTold(alice, 'two'));
    const bob = await joinCaughtUp('bob');
    expect(await answered(alice.append(2, [record('three')]))).toBe('appended');
    await world.until(isTold(bob, 'three'));
    await world.until(isTold(alice, 'three'));
    expect(bob.told).toEqual(['one', 'two', '(caught up)', 'three']);
    expect(alice.told).toEqual(['(caught up)', 'one', 'two', 'three']);
  });

  test('the hour is the relay’s, counted from 2026', async () => {
    simulation.setNow(Date.UTC(2026, 0, 2, 3, 59));
    expect((await joinCaughtUp('alice')).hours).toEqual([27]);
  });

  test('two barriers in a race: one stands, the other is stale', async () => {
    const [alice, bob] = [await joinCaughtUp('alice'), await joinCaughtUp('bob')];
    const race = [alice, bob].map((device, at) => device.append(0, [record(`commit ${at}`, true)]));
    expect((await answered(Promise.all(race))).toSorted()).toEqual(['appended', 'stale']);
    await world.until(() => alice.told.length === 2 && bob.told.length === 2);
    expect(alice.told).toEqual(bob.told);
  });

  test('what the disk refuses does not stand, and may be tried again', async () => {
    const alice = await joinCaughtUp('alice');
    disk.refuses = true;
    expect(await answered(alice.append(0, [record('one')]))).toBe('not-stored');
    disk.refuses = false;
    expect(await answered(alice.append(0, [record('one')]))).toBe('appended');
    await world.until(isTold(alice, 'one'));
    expect(alice.told).toEqual(['(caught up)', 'one']);
  });

  test('cut off for a while, Bob goes on where he stood', async () => {
    const [alice, bob] = [await joinCaughtUp('alice'), await joinCaughtUp('bob')];
    await answered(alice.append(0, [record('one')]));
    await world.until(isTold(bob, 'one'));
    world.cut('bob');
    await world.until(isTold(bob, '(disconnected)'));
    expect(await bob.append(1, [record('unheard')])).toBe('lost');
    await answered(alice.append(1, [record('two')]));
    world.restore('bob');
    await simulation.advance(30_000);
    await world.until(isTold(bob, '(caught up)'));
    expect(bob.told).toEqual(['(caught up)', 'one', '(disconnected)', 'two', '(caught up)']);
  });

  test('a log longer than any frame is read in its order', async () => {
    const alice = await joinCaughtUp('alice');
    const texts = Array.from({ length: 12 }, (__, at) => String(at).padStart(150_000, '.'));
    for (const text of texts) await answered(alice.append(0, [record(text)]));
    const bob = await joinCaughtUp('bob');
    expect(bob.told).toEqual([...texts, '(caught up)']);
  });

  test('of what has expired a stub is left', async () => {
    const alice = await joinCaughtUp('alice');
    const hour = alice.hours.at(-1) ?? 0;
    await answered(alice.append(0, [record('brief', false, hour), record('lasting')]));
    simulation.setNow(simulation.timers.nowMs() + 2 * 3_600_000);
    world.expire();
    expect((await joinCaughtUp('bob')).told).toEqual(['†', 'lasting', '(caught up)']);
  });

  test('two logs at one relay do not meet', async () => {
    const friends = await joinCaughtUp('alice');
    const family = await joinCaughtUp('alice', { log: logOf(2) });
    await answered(friends.append(0, [record('to friends')]));
    await answered(family.append(0, [record('to family')]));
    await world.until(isTold(friends, 'to friends'));
    await world.until(isTold(family, 'to family'));
    expect(friends.told).toEqual(['(caught up)', 'to friends']);
    expect(family.told).toEqual(['(caught up)', 'to family']);
  });

  test('Eve, who knows a log’s name and not its key, is never let in', async () => {
    const alice = await joinCaughtUp('alice');
    await answered(alice.append(0, [record('one')]));
    const { publicKey } = logOf(1);
    let refusals = 0;
    const eve = followed(simulation, {
      transport: (relay, events) =>
        world.transportFor('eve')(relay, {
          ...events,
          onClose() {
            refusals += 1;
            events.onClose();
          },
        }),
      address: {
        relay: world.origin,
        log: { publicKey, secretKey: logOf(2).secretKey },
        making: { kind: 'founder' },
      },
    });
    devices.push(eve);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await world.until(() => refusals >= attempt);
      await simulation.advance(5000);
    }
    expect(eve.told).toEqual([]);
  });

  test('a relay that stops takes its leave, and nothing is appended until it is back', async () => {
    const alice = await joinCaughtUp('alice');
    await world.stop();
    await world.until(isTold(alice, '(disconnected)'));
    await simulation.advance(60_000);
    expect(await alice.append(0, [record('one')])).toBe('lost');
    expect(alice.told).toEqual(['(caught up)', '(disconnected)']);
  });
});
