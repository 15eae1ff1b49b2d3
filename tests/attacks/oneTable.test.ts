import { beforeAll, describe, expect, test } from 'vitest';
import { StorageFull } from '../../client/storage/vaultStorage.ts';
import { currentEpoch, memberKeyOf } from '../../client/vault/circleState.ts';
import {
  deriveEraKeys,
  encodeAction,
  fromHex,
  sealGovernanceBody,
  signAction,
  sodiumReady,
  type GovernanceAction,
} from '../../crypto/index.ts';
import { turnHostile, type HostileMember } from '../support/hostileMember.ts';
import { issueInvite, knock, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  setTable,
  texts,
  type Table,
} from '../support/world.ts';
import { hourOf } from '../../client/vault/hours.ts';

/** One table stays one: whatever a member vouches for, and whatever a disk refuses, all see the same people. */

beforeAll(() => sodiumReady);

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const names = (person: Person) => person.circle().members.map(({ name }) => name);

/** Alice, Bob and Eve at a table whose door hosts open; Claire has knocked at Alice's. */
async function claireKnocks(seed: number) {
  const table = await setTable(seed, { opensDoor: 'hosts' });
  const eve = await table.join('Eve');
  await seat(table.alice, eve);
  const hostile = await turnHostile(eve, table);
  await discuss([table.alice, table.bob], 'Before.');
  const claire = await table.join('Claire');
  await knock(claire, await issueInvite(table.alice));
  const [candidate] = table.alice.circle().candidates;
  if (candidate === undefined) throw new Error('nobody has knocked');
  const endorsement = (byte: number): GovernanceAction => ({
    kind: 'endorse',
    inviteId: fromHex(candidate.inviteId),
    keyPackageRef: fromHex(candidate.id),
    memberId: filled(byte),
    name: 'Mallory',
    staticKey: filled(3),
    hedgeKey: filled(4, 1216),
    lastHour: hourOf(table.simulation.timers.nowMs()) + 24,
  });
  return { ...table, claire, candidate, eve: hostile, endorsement };
}

function record(table: Table, eve: HostileMember, action: GovernanceAction, expiry?: number) {
  const { keys } = currentEpoch(eve.circle);
  const { circleId, identity, eraSecret } = eve.circle;
  const signed = encodeAction(signAction(circleId, memberKeyOf(identity), action));
  const logId = deriveEraKeys(eraSecret).log.publicKey;
  const body = sealGovernanceBody(keys.rec, logId, keys.epoch, signed, table.simulation.random(24));
  const changed = expiry === undefined ? {} : { expiry };
  return eve.record('governance', body, { isBarrier: true, ...changed });
}

async function expectOneTable(table: Table, claire: Person): Promise<void> {
  const { alice, bob, simulation } = table;
  await simulation.advance(MINUTE_MS);
  for (const person of [alice, bob, claire]) {
    expect(names(person)).toEqual(['Alice', 'Bob', 'Eve', 'Claire']);
  }
  await say(alice, 'From Alice.');
  await say(bob, 'From Bob.');
  for (const person of [alice, bob]) {
    expect(texts(person).slice(-2)).toEqual(['From Alice.', 'From Bob.']);
  }
}

describe('Eve cannot part the table', () => {
  test('by vouching first for another device under Claire’s key package', async () => {
    const table = await claireKnocks(901);
    const { alice, circleId, claire, candidate, eve, endorsement } = table;
    expect(await eve.append(record(table, eve, endorsement(2)))).toBe('appended');
    await alice.ask({ kind: 'seat', circleId, candidateId: candidate.id });
    await expectOneTable(table, claire);
  });

  test('by a decision that fades before Bob, on a train, can read it', async () => {
    const table = await claireKnocks(902);
    const { alice, bob, relay, simulation, circleId, claire, candidate, eve, endorsement } = table;
    relay.cut('Bob');
    const now = hourOf(simulation.timers.nowMs());
    await eve.append(record(table, eve, endorsement(2), now));
    await simulation.advance(2 * HOUR_MS);
    relay.expire();
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    await alice.ask({ kind: 'seat', circleId, candidateId: candidate.id });
    await expectOneTable(table, claire);
    expect(bob.circle().trouble).toBeNull();
  });

  test('by vouching two hundred times: Claire sits down all the same', async () => {
    const table = await claireKnocks(903);
    const { alice, circleId, claire, candidate, eve, endorsement } = table;
    for (let batch = 0; batch < 4; batch += 1) {
      const vouches = Array.from({ length: 50 }, (_, at) =>
        record(table, eve, endorsement(batch * 50 + at)),
      );
      expect(await eve.append(...vouches)).toBe('appended');
    }
    await alice.ask({ kind: 'seat', circleId, candidateId: candidate.id });
    await expectOneTable(table, claire);
  });
});

describe('a seating', () => {
  test('that a full disk could not keep is taken as soon as there is room', async () => {
    const table = await setTable(904);
    const { alice, bob, simulation } = table;
    await discuss([alice, bob], 'Before.');
    const claire = await table.join('Claire');
    bob.disk.failNext = () => {
      throw new StorageFull();
    };
    await seat(alice, claire);
    await simulation.advance(2000);
    expect(names(bob)).toEqual(['Alice', 'Bob']);
    bob.disk.failNext = undefined;
    await simulation.advance(5 * MINUTE_MS);
    await say(alice, 'After.');
    expect(names(bob)).toEqual(['Alice', 'Bob', 'Claire']);
    expect(texts(bob)).toEqual(['Before.', 'After.']);
  });

  test('that had faded when Bob came back is said for good, and he sends nothing to a table that is not his', async () => {
    const table = await setTable(905);
    const { alice, bob, relay, simulation } = table;
    await discuss([alice, bob], 'Before.');
    relay.cut('Bob');
    await bob.quit();
    await seat(alice, await table.join('Claire'));
    await simulation.advance(40 * 24 * HOUR_MS);
    await alice.tick();
    relay.expire();
    await discuss([alice], 'After.');
    relay.restore('Bob');
    for (let round = 0; round < 2; round += 1) {
      await comeBack(bob);
      await simulation.advance(MINUTE_MS);
      expect(bob.circle().trouble).toBe('long-away');
      await bob.quit();
    }
  });
});
