import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { issueInvite, knock, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const names = (person: Person) => person.circle().members.map(({ name }) => name);

async function remove(person: Person, name: string): Promise<void> {
  const { id: circleId, members } = person.circle();
  const memberId = members.find((member) => member.name === name)?.id ?? '';
  await person.ask({ kind: 'remove-member', circleId, memberId });
}

describe('Claire is removed', () => {
  let table: Table;
  let claire: Person;
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(90);
    claire = await table.join('Claire');
    await seat(table.alice, claire);
    discussionId = await discuss([table.alice, table.bob, claire], 'Before.');
  });

  test('while Bob is offline with two letters waiting: they arrive, sealed for those who stay', async () => {
    const { alice, bob, relay, simulation } = table;
    relay.cut('Bob');
    await say(bob, 'From the train, one.');
    await say(bob, 'From the train, two.');
    await remove(alice, 'Claire');
    expect(names(alice)).toEqual(['Alice', 'Bob']);
    await say(alice, 'Among ourselves.');
    relay.restore('Bob');
    await simulation.advance(MINUTE_MS);
    for (const person of [alice, bob]) {
      expect(names(person)).toEqual(['Alice', 'Bob']);
      expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      expect(texts(person)).toEqual([
        'Before.',
        'Among ourselves.',
        'From the train, one.',
        'From the train, two.',
      ]);
    }
  });

  test('and is told so, keeps what her device could read, and hears nothing more', async () => {
    const { alice, simulation } = table;
    await say(alice, 'She does not hear this.');
    await simulation.advance(HOUR_MS);
    expect(claire.circle().trouble).toBe('removed');
    expect(texts(claire)).toEqual(['Before.']);
    await claire.quit();
    await comeBack(claire);
    await show(claire, discussionId);
    expect(claire.circle().trouble).toBe('removed');
    expect(texts(claire)).toEqual(['Before.']);
    const before = table.relay.conversations('Claire');
    await simulation.advance(HOUR_MS);
    expect(table.relay.conversations('Claire')).toBe(before);
  });

  test('and life goes on: the circle is opened again, somebody sits down, and may leave again', async () => {
    const { alice, bob, join } = table;
    await bob.quit();
    await comeBack(bob);
    await show(bob, discussionId);
    await say(bob, 'After a restart.');
    const dora = await join('Dora');
    await seat(bob, dora);
    await show(dora, (await discuss([alice, bob], 'With Dora.')) ?? '');
    expect(texts(dora)).toEqual(['With Dora.']);
    await remove(alice, 'Dora');
    expect(dora.circle().trouble).toBe('removed');
    await say(bob, 'And gone.');
    expect(texts(alice)).toEqual(['With Dora.', 'And gone.']);
    expect(texts(dora)).toEqual(['With Dora.']);
  });
});

describe('who may remove', () => {
  test('no member alone; more than half of all members', async () => {
    const { alice, bob, join } = await setTable(91);
    const claire = await join('Claire');
    await seat(alice, claire);
    await remove(bob, 'Claire');
    for (const person of [alice, bob, claire]) {
      expect(names(person)).toEqual(['Alice', 'Bob', 'Claire']);
      expect(person.circle().members[2]?.removal.voters).toEqual(['Bob']);
    }
    await remove(bob, 'Alice');
    await remove(claire, 'Alice');
    expect(names(bob)).toEqual(['Bob', 'Claire']);
    expect(names(claire)).toEqual(['Bob', 'Claire']);
    // A table is never without a host.
    expect(bob.circle().members[0]?.role).toBe('host');
    expect(alice.circle().trouble).toBe('removed');
  });

  test('two at once: the first in the log holds, the other is taken too, and nobody is lost', async () => {
    const { alice, bob, relay, simulation, join } = await setTable(92);
    const claire = await join('Claire');
    await seat(alice, claire);
    const dora = await join('Dora');
    await seat(alice, dora);
    const eve = await join('Eve');
    await seat(bob, eve);
    await remove(bob, 'Eve');
    await remove(claire, 'Eve');
    relay.hold('Dora');
    relay.hold('Alice');
    const { id: circleId, members } = dora.circle();
    const memberId = members.find(({ name }) => name === 'Eve')?.id ?? '';
    const both = [
      alice.begin({ kind: 'remove-member', circleId, memberId }),
      dora.begin({ kind: 'remove-member', circleId, memberId }),
    ];
    await simulation.advance(200);
    relay.letGo('Dora');
    relay.letGo('Alice');
    await Promise.all(both);
    await simulation.advance(MINUTE_MS);
    const discussionId = await discuss([alice, bob, claire, dora], 'Who is here?');
    for (const person of [alice, bob, claire, dora]) {
      await show(person, discussionId);
      expect(names(person)).toEqual(['Alice', 'Bob', 'Claire', 'Dora']);
      expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      expect(texts(person)).toEqual(['Who is here?']);
    }
  });

  test('everybody at the door hears that it is closed: their keys were hers to know', async () => {
    const { alice, bob, join } = await setTable(93);
    const dora = await join('Dora');
    const link = await issueInvite(alice);
    await knock(dora, link);
    await remove(alice, 'Bob');
    expect(bob.circle().trouble).toBe('removed');
    expect(alice.circle()).toMatchObject({ invites: [], candidates: [] });
    expect(dora.snapshot().joins).toMatchObject([{ step: 'closed' }]);
  });
});
