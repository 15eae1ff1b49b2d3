import { beforeAll, describe, expect, test } from 'vitest';
import { sodiumReady } from '../../crypto/index.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat, type Person } from '../support/person.ts';
import {
  comeBack,
  DAY_MS,
  discuss,
  letIn,
  letterSaying,
  memberNamed,
  MINUTE_MS,
  passDays,
  say,
  setTable,
  show,
  type Table,
  texts,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

describe('Claire is away for six weeks and a half', () => {
  let table: Table;
  let claire: Person;
  let discussionId: string;

  beforeAll(async () => {
    table = await setTable(301, { longestFade: null });
    const { alice, bob, simulation, relay } = table;
    claire = await table.join('Claire');
    await seat(alice, claire);
    discussionId = await discuss([alice, bob, claire], 'Before.', null);
    await claire.quit();
    await passDays(46, table, [alice, bob]);
    await say(alice, 'While she had no seat.');
    relay.cut('Claire');
    await comeBack(claire);
    await show(claire, discussionId);
    await say(claire, 'Written on the train home.');
    relay.restore('Claire');
    await simulation.advance(5 * MINUTE_MS);
  });

  test('her device loses its seat, and she keeps hers', async () => {
    await table.bob.quit();
    const { circle } = await openDisk(table.bob, table);
    await comeBack(table.bob);
    await show(table.bob, discussionId);
    expect(circle.governance.devices.map(({ isSeated }) => isSeated)).toEqual([true, true, false]);
    expect(circle.rosterEpoch).toBe(2);
    expect(claire.circle()).toMatchObject({ trouble: 'long-away', sync: { waiting: 1 } });
    expect(texts(claire)).toContain('Before.');
    const names = table.alice.circle().members.map(({ name }) => name);
    expect(names).toEqual(['Alice', 'Bob', 'Claire']);
    expect(memberNamed(table.alice, 'Bob')?.heardAtMs).toBeGreaterThan(
      table.simulation.timers.nowMs() - 3 * DAY_MS,
    );
    expect(memberNamed(table.alice, 'Claire')?.asking).toMatchObject({ reason: 'away' });
  });

  test('it sits down again by one tap of either, and what she wrote arrives', async () => {
    const { alice, bob, simulation } = table;
    await letIn(bob, 'Claire');
    await simulation.advance(2 * MINUTE_MS);
    expect(claire.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    expect(texts(alice)).toEqual([
      'Before.',
      'While she had no seat.',
      'Written on the train home.',
    ]);
    expect(texts(bob)).toEqual(texts(alice));
    // What was said while it had none, no key of hers opens.
    expect(texts(claire)).toEqual(['Before.', 'Written on the train home.']);
    expect(memberNamed(alice, 'Claire')?.asking).toBeNull();
    await say(alice, 'Good to have you back.');
    expect(texts(claire).at(-1)).toBe('Good to have you back.');
    expect(letterSaying(claire, 'Good to have you back.').author?.name).toBe('Alice');
  });

  test('and goes on through weeks, roster changes and its own renewals', async () => {
    const { alice, bob, simulation } = table;
    const dora = await table.join('Dora');
    await seat(claire, dora);
    await passDays(8, table, [alice, bob, claire, dora]);
    await show(dora, discussionId).catch(() => undefined);
    await say(claire, 'A week later.');
    await simulation.advance(MINUTE_MS);
    for (const person of [alice, bob, claire, dora]) {
      expect(person.circle()).toMatchObject({ trouble: null, sync: { waiting: 0 } });
    }
    expect(texts(alice).at(-1)).toBe('A week later.');
  });
});
