import { beforeAll, expect, test } from 'vitest';
import { createClock } from '../../client/vault/clock.ts';
import { readCircles } from '../../client/vault/circleSecrets.ts';
import { createLock } from '../../client/vault/lock.ts';
import { createMemoryVaultStorage } from '../../client/storage/memoryVaultStorage.ts';
import { fromHex, sodiumReady } from '../../crypto/index.ts';
import { CHARTER, createPerson, issueInvite, knock, PASSPHRASE, seat } from '../support/person.ts';
import { comeBack, discuss, HOUR_MS, MINUTE_MS, setTable } from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

/** Doors that are left, knocked at twice, answered late, or that pretend to be another's. */

beforeAll(() => sodiumReady);

test('Claire goes home from the door: nobody can seat her empty chair, and she may knock again', async () => {
  const table = await setTable(921);
  const { alice, relay, simulation } = table;
  const claire = await table.join('Claire');
  const link = await issueInvite(alice);
  const inviteId = await knock(claire, link);
  expect(alice.circle().candidates).toHaveLength(1);
  relay.cut('Claire');
  await claire.ask({ kind: 'leave-door', inviteId });
  expect(claire.snapshot().joins).toEqual([]);
  relay.restore('Claire');
  await simulation.advance(MINUTE_MS);
  expect(alice.circle().candidates).toEqual([]);
  await knock(claire, link);
  const [again] = alice.circle().candidates;
  const circleId = alice.circle().id;
  await alice.ask({ kind: 'seat', circleId, candidateId: again?.id ?? '' });
  expect(claire.circle().members.map(({ name }) => name)).toEqual(['Alice', 'Bob', 'Claire']);
});

test('Claire knocks with two links at one circle, and sits down once', async () => {
  const table = await setTable(922);
  const { alice, simulation, circleId } = table;
  const claire = await table.join('Claire');
  await knock(claire, await issueInvite(alice));
  await knock(claire, await issueInvite(alice));
  const [first] = alice.circle().candidates;
  await alice.ask({ kind: 'seat', circleId, candidateId: first?.id ?? '' });
  await simulation.advance(MINUTE_MS);
  expect(alice.circle().candidates).toEqual([]);
  expect(claire.circle().candidates).toEqual([]);
  expect(claire.snapshot().circles).toHaveLength(1);
});

test('seated on the fourth day, Claire sits down when she opens the app on the eighth', async () => {
  const table = await setTable(923);
  const { alice, relay, simulation, circleId } = table;
  const claire = await table.join('Claire');
  await knock(claire, await issueInvite(alice));
  await claire.quit();
  await simulation.advance(100 * HOUR_MS);
  await alice.tick();
  await simulation.advance(MINUTE_MS);
  const [candidate] = alice.circle().candidates;
  await alice.ask({ kind: 'seat', circleId, candidateId: candidate?.id ?? '' });
  await simulation.advance(70 * HOUR_MS);
  relay.expire();
  await comeBack(claire);
  await simulation.advance(MINUTE_MS);
  expect(claire.circle().members).toHaveLength(3);
});

test('an invitation that claims the id of Bob’s own circle is no door, and his keys go on dying', async () => {
  const table = await setTable(924);
  const { alice, bob, relay, simulation, circleId } = table;
  await discuss([alice, bob], 'Secret for an hour.', 1);
  let claimed: Uint8Array | null = null;
  const chance = (length: number) => {
    const given = length === 32 ? claimed : null;
    if (given !== null) claimed = null;
    return given ?? simulation.random(length);
  };
  const mallory = await createPerson('Mallory', { ...simulation, random: chance }, relay);
  await mallory.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
  claimed = fromHex(circleId);
  const created = { name: 'Book club', ownName: 'Mallory', charter: CHARTER } as const;
  expect(await mallory.ask({ kind: 'create-circle', ...created })).toBe(circleId);
  await expect(seat(mallory, bob)).rejects.toThrow('gone');
  expect(bob.snapshot().joins.at(-1)?.step).toBe('closed');
  expect(bob.snapshot().circles.map(({ name }) => name)).toEqual(['The Tuesday table']);
  for (let quarter = 0; quarter < 20; quarter += 1) {
    await simulation.advance(15 * MINUTE_MS);
    await bob.tick();
  }
  await bob.quit();
  const storage = createMemoryVaultStorage(bob.disk);
  const clock = createClock(() => simulation.timers.nowMs());
  const opened = await createLock({ storage, random: simulation.random }, clock).open(PASSPHRASE);
  if (!opened.ok) throw new Error(opened.error);
  const circles = readCircles(opened.value.secrets());
  expect(circles).toHaveLength(1);
  for (const { epochs } of circles) {
    const first = epochs.at(-1)?.keys.body[0];
    const firstHour = (first?.index ?? 0) * 2 ** (21 - (first?.depth ?? 0));
    expect(firstHour).toBeGreaterThanOrEqual(hourOf(simulation.timers.nowMs()) - 1);
  }
  expect(bob.disk.rows.entries.size).toBe(0);
  await opened.value.close();
});

test.each(['Alice', 'alice', 'Àlice', 'A-lice', 'Ａlice'])(
  'Eve asks to sit down as "%s" where Alice sits: she is told apart, and not seated',
  async (name) => {
    const { alice, bob, join } = await setTable(925);
    const eve = await join('Eve');
    const fragment = new URL(await issueInvite(alice)).hash.slice(1);
    await eve.ask({ kind: 'create-vault', passphrase: PASSPHRASE });
    const inviteId = (await eve.ask({ kind: 'read-invite', fragment })) ?? '';
    await eve.ask({ kind: 'request-seat', inviteId, name });
    const { id: circleId, candidates } = bob.circle();
    expect(candidates).toMatchObject([{ name, namesake: 'Alice' }]);
    const seating = { kind: 'seat', circleId, candidateId: candidates[0]?.id ?? '' } as const;
    expect(await bob.attempt(seating)).toEqual({ ok: false, error: 'name-taken' });
    expect(bob.circle().members).toHaveLength(2);
  },
);
