import { beforeAll, expect, test } from 'vitest';
import { deriveEraKeys, mlsGroup, nackCodec, openRecord, sodiumReady } from '../../crypto/index.ts';
import { createMemoryVaultStorage } from '../../client/storage/memoryVaultStorage.ts';
import { createEngine } from '../../client/vault/engine.ts';
import { sealHeartbeat } from '../../client/vault/heartbeat.ts';
import { turnHostile } from '../support/hostileMember.ts';
import { openDisk } from '../support/openedDisk.ts';
import { issueInvite, PASSPHRASE, RELAY, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  DAY_MS,
  discuss,
  HOUR_MS,
  letIn,
  memberNamed,
  MINUTE_MS,
  passDays,
  say,
  setTable,
  show,
  type Table,
} from '../support/world.ts';

// Bob comes back when most of what was decided has faded, and somebody makes use of it.

beforeAll(() => sodiumReady);

/** What stands in the log of the era whose secret this is, from some index on, by type. */
function typesIn({ relay }: Table, eraSecret: Uint8Array, after: number): readonly string[] {
  const era = deriveEraKeys(eraSecret);
  return relay
    .log(era.log.publicKey)
    .slice(after)
    .map(({ bytes }) => {
      const opened = openRecord(era, bytes ?? new Uint8Array(0));
      return opened.ok ? opened.value.type : 'unknown';
    });
}

test('his disk is slow and he writes while he still reads that Eve was removed: nothing of it leaves for her', async () => {
  const table = await setTable(320, { longestFade: null });
  const { alice, bob, circleId, simulation, relay, join } = table;
  await seat(alice, await join('Eve'));
  const discussionId = await discuss([alice, bob], 'Before.', null);
  await bob.quit();
  const { circle } = await openDisk(bob, table);
  const memberId = memberNamed(alice, 'Eve')?.id ?? '';
  await alice.ask({ kind: 'remove-member', circleId, memberId });
  await passDays(46, table, [alice]);
  const storage = createMemoryVaultStorage(bob.disk);
  let isSlow = false;
  const slow = {
    ...storage,
    async open() {
      const opened = await storage.open();
      const { store } = opened;
      const commit: typeof store.commit = async (batch) => {
        if (isSlow) await new Promise<void>((resolve) => simulation.timers.after(300, resolve));
        return store.commit(batch);
      };
      return { ...opened, store: { ...store, commit } };
    },
  };
  relay.cut('Bob');
  const ports = {
    clientOrigin: RELAY,
    random: simulation.random,
    timers: simulation.timers,
    transport: relay.transportFor('Bob'),
    storage: slow,
    persistStorage: async () => true,
    usedBytes: async () => null,
    unsupported: null,
  };
  const engine = await createEngine(ports, mlsGroup);
  void engine.send({ kind: 'unlock', passphrase: PASSPHRASE });
  await simulation.advance(500);
  isSlow = true;
  const called = relay.conversations('Bob');
  relay.restore('Bob');
  while (relay.conversations('Bob') === called) await simulation.advance(5);
  await simulation.advance(70);
  const asked = { circleId, discussionId, text: 'About Eve.', fadeHours: null, replyTo: null };
  void engine.send({ kind: 'contribute', ...asked });
  await simulation.advance(5 * MINUTE_MS);
  expect(engine.getSnapshot().circles[0]?.trouble).toBe('left-behind');
  expect(typesIn(table, circle.eraSecret, circle.head.index)).not.toContain('content');
});

test('he removed Eve himself, lost his device before he heard of it, and his own vote has faded: he is told', async () => {
  const table = await setTable(322, { longestFade: null });
  const { alice, bob, circleId, simulation, relay, join } = table;
  await seat(alice, await join('Eve'));
  await discuss([alice, bob], 'Before.', null);
  await alice.quit();
  const { circle } = await openDisk(alice, table);
  await comeBack(alice);
  const { log } = deriveEraKeys(circle.eraSecret);
  const before = relay.log(log.publicKey).length;
  const memberId = memberNamed(alice, 'Eve')?.id ?? '';
  const asked = alice.begin({ kind: 'remove-member', circleId, memberId });
  asked.catch(() => undefined);
  while (relay.log(log.publicKey).length < before + 2) await simulation.advance(1);
  alice.crash();
  expect(typesIn(table, circle.eraSecret, before).slice(0, 2)).toEqual(['governance', 'commit']);
  await passDays(41, table, [bob]);
  expect(memberNamed(bob, 'Eve')).toBeUndefined();
  await comeBack(alice);
  await simulation.advance(5 * MINUTE_MS);
  expect(alice.circle().trouble).toBe('left-behind');
});

test('whom he knew has been removed by those he does not know, and says heartbeats: he is not fooled', async () => {
  const table = await setTable(321, { longestFade: null });
  const { alice, bob, circleId, simulation, relay, join } = table;
  const discussionId = await discuss([alice, bob], 'Before.', null);
  await bob.quit();
  const later: Person[] = [];
  for (const name of ['Claire', 'Dan', 'Finn']) {
    const person = await join(name);
    await seat(alice, person);
    later.push(person);
  }
  const [claire] = later;
  const memberId = (claire && memberNamed(claire, 'Alice')?.id) ?? '';
  const eve = await turnHostile(alice, table);
  for (const person of later) await person.ask({ kind: 'remove-member', circleId, memberId });
  expect(claire && memberNamed(claire, 'Alice')).toBeUndefined();
  await passDays(40, table, later);
  const early = { ...eve.circle, epochs: eve.circle.epochs.filter(({ keys }) => keys.epoch <= 1) };
  const nowMs = simulation.timers.nowMs();
  const heartbeat = sealHeartbeat(early, { random: simulation.random, nowMs });
  expect(await eve.append(...(heartbeat?.sealed.records ?? []))).toBe('appended');
  relay.expire();
  const { eraSecret } = eve.circle;
  const before = relay.log(deriveEraKeys(eraSecret).log.publicKey).length;
  await comeBack(bob);
  await simulation.advance(5 * MINUTE_MS);
  await show(bob, discussionId);
  await say(bob, 'Only for those at the table.');
  await simulation.advance(MINUTE_MS);
  expect(bob.circle()).toMatchObject({ trouble: 'left-behind', sync: { waiting: 1 } });
  expect(typesIn(table, eraSecret, before)).toEqual([]);
});

/** Bob has lost his seat by his absence, and asks. */
async function asking(seed: number) {
  const table = await setTable(seed, { longestFade: null });
  const { alice, bob, simulation } = table;
  const claire = await table.join('Claire');
  await seat(alice, claire);
  await discuss([alice, bob], 'Before.', null);
  await bob.quit();
  await passDays(46, table, [alice, claire]);
  await comeBack(bob);
  await simulation.advance(5 * MINUTE_MS);
  expect(bob.circle().trouble).toBe('long-away');
  return { ...table, claire, ask: () => memberNamed(alice, 'Bob')?.asking ?? null };
}

test('he takes a new invite, and somebody also gives him his old seat: both of it, and all else, opens again', async () => {
  const { alice, bob, circleId, simulation } = await asking(322);
  const fragment = new URL(await issueInvite(alice)).hash.slice(1);
  const inviteId = (await bob.ask({ kind: 'read-invite', fragment })) ?? '';
  await bob.ask({ kind: 'request-seat', inviteId, name: 'Robert' });
  const [knocking] = alice.circle().candidates;
  await alice.ask({ kind: 'seat', circleId, candidateId: knocking?.id ?? '' });
  await simulation.advance(5 * MINUTE_MS);
  expect(bob.circle()).toMatchObject({ id: circleId, trouble: null });
  await letIn(alice, 'Bob');
  await simulation.advance(5 * MINUTE_MS);
  for (let round = 0; round < 2; round += 1) {
    await bob.quit();
    await comeBack(bob);
    await simulation.advance(MINUTE_MS);
    // One seat is enough: the other is left alone.
    const troubles = bob.snapshot().circles.map(({ trouble }) => trouble);
    expect(troubles).toEqual(['long-away', null]);
    expect(bob.circle().id).toBe(circleId);
  }
});

test('what he asked days ago, said again by another, does not take the place of what he asks now', async () => {
  const { alice, bob, claire, simulation, ask, ...table } = await asking(323);
  const first = ask()?.id;
  const eve = await turnHostile(claire, { ...table, simulation });
  const [nack] = eve.circle.nacks;
  if (nack === undefined) throw new Error('nobody asks');
  await simulation.advance(6 * DAY_MS + HOUR_MS);
  for (const person of [alice, bob]) await person.tick();
  await simulation.advance(5 * MINUTE_MS);
  const second = ask()?.id;
  expect(second).not.toBe(first);
  await eve.append(eve.record('nack', nackCodec.encode(nack), { isBarrier: false }));
  await simulation.advance(MINUTE_MS);
  expect(ask()?.id).toBe(second);
});

test('all were away for forty days, two of three left before the last decisions: one tap each, and all sit again', async () => {
  const table = await setTable(324, { longestFade: null });
  const { alice, bob, simulation, join } = table;
  const claire = await join('Claire');
  await seat(alice, claire);
  const people = [alice, bob, claire] as const;
  await discuss(people, 'Before.', null);
  for (const person of [bob, claire]) await person.quit();
  await passDays(10, table, [alice]);
  await alice.quit();
  await passDays(40, table, []);
  for (const person of people) await comeBack(person);
  await simulation.advance(10 * MINUTE_MS);
  for (const name of ['Bob', 'Claire']) {
    if (memberNamed(alice, name)?.asking) await letIn(alice, name);
    await simulation.advance(2 * MINUTE_MS);
  }
  expect(people.map((person) => person.circle().trouble)).toEqual([null, null, null]);
});
