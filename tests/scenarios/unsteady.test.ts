import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { CHARTER, host, issueInvite, knock, seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const SCHEDULES = 6;
const STEPS = 14;

describe('on a network that comes and goes', () => {
  let table: Table;
  let people: readonly [Person, Person, Person];

  beforeAll(async () => {
    table = await setTable(60);
    const claire = await table.join('Claire');
    await seat(table.alice, claire);
    people = [table.alice, table.bob, claire];
  });

  async function calm(): Promise<void> {
    table.relay.start();
    for (const person of people) table.relay.restore(person.name);
    await table.simulation.advance(2 * MINUTE_MS);
  }

  test('three who write at the same time show the same, each letter once', async () => {
    await discuss(people, 'All at once.');
    await Promise.all(people.map((person) => say(person, `${person.name} speaks.`)));
    await calm();
    const said = people.map((person) => `${person.name} speaks.`);
    expect([...texts(people[0])].slice(1).sort()).toEqual(said);
    for (const person of people) expect(texts(person)).toEqual(texts(people[0]));
  });

  test('a letter that waits while somebody sits down is sealed anew, once, and the newcomer reads it too', async () => {
    const [alice, bob, claire] = people;
    await discuss(people, 'Sealed for whom?');
    table.relay.refuseAppends(true);
    const waits = say(bob, 'Sealed for three.');
    await waits;
    table.relay.cut('Bob');
    table.relay.refuseAppends(false);
    const dora = await table.join('Dora');
    await seat(alice, dora);
    await calm();
    const [discussion] = dora.circle().discussions;
    expect(discussion).toMatchObject({ contributions: 1 });
    for (const person of [alice, bob, claire]) {
      expect(texts(person)).toEqual(['Sealed for whom?', 'Sealed for three.']);
      expect(person.circle().trouble).toBeNull();
    }
    await dora.quit();
  });

  test.each(Array.from({ length: SCHEDULES }, (_, seed) => seed))(
    'all show the same and each letter once, whatever breaks when (schedule %i)',
    async (seed) => {
      const { simulation, relay } = table;
      await discuss(people, `Schedule ${seed}.`);
      const said = [`Schedule ${seed}.`];
      const chance = (sides: number) => (simulation.random(1)[0] ?? 0) % sides;
      for (let step = 0; step < STEPS; step += 1) {
        const person = people[chance(3)] ?? people[0];
        switch (chance(8)) {
          case 0:
            relay.cut(person.name);
            break;
          case 1:
          case 2:
            relay.restore(person.name);
            break;
          case 3:
            relay.stop();
            break;
          case 4:
            relay.start();
            break;
          case 5: {
            const { id } = person.discussion();
            person.crash();
            await comeBack(person);
            await show(person, id);
            break;
          }
          default: {
            const text = `${person.name} in step ${step}.`;
            said.push(text);
            const { circleId, id: discussionId } = person.discussion();
            const rest = { text, fadeHours: null, replyTo: null };
            // Not waited for: the next step comes in the middle of it.
            void person.begin({ kind: 'contribute', circleId, discussionId, ...rest });
          }
        }
        await simulation.advance(chance(40));
      }
      await calm();
      expect([...texts(people[0])].sort()).toEqual([...said].sort());
      for (const person of people) {
        expect(texts(person)).toEqual(texts(people[0]));
        expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
        expect(person.discussion().contributions.every((one) => one.author !== null)).toBe(true);
      }
    },
  );

  test.each(Array.from({ length: SCHEDULES }, (_, seed) => seed))(
    'who is seated by two at once sits once, whatever breaks when (schedule %i)',
    async () => {
      const { simulation, relay } = table;
      const [alice, bob, claire] = people;
      const chance = (sides: number) => (simulation.random(1)[0] ?? 0) % sides;
      await host(alice, { ...CHARTER, sponsors: 1 + chance(2) });
      await seat(alice, bob);
      await knock(claire, await issueInvite(alice));
      for (const member of [alice, bob]) {
        const { id: circleId, candidates } = member.circle();
        void member.begin({ kind: 'seat', circleId, candidateId: candidates[0]?.id ?? '' });
      }
      for (let step = 0; step < STEPS; step += 1) {
        const person = people[chance(3)] ?? alice;
        if (chance(2) === 0) relay.cut(person.name);
        else relay.restore(person.name);
        if (chance(5) === 0) relay.stop();
        if (chance(3) === 0) relay.start();
        await simulation.advance(chance(30));
      }
      await calm();
      for (const person of people) {
        expect(person.circle().members.map((one) => one.name)).toEqual(['Alice', 'Bob', 'Claire']);
        expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
      }
      await discuss(people, 'All three read this.');
      for (const person of people) expect(texts(person)).toEqual(['All three read this.']);
    },
  );
});
