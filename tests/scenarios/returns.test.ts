import { beforeAll, describe, expect, test } from 'vitest';
import { deriveBucketKey, sodiumReady } from '../../crypto/index.ts';
import { RECORD_HOURS } from '../../client/vault/hours.ts';
import { openDisk } from '../support/openedDisk.ts';
import { seat, type Person } from '../support/person.ts';
import {
  comeBack,
  discuss,
  HOUR_MS,
  letIn,
  memberNamed,
  MINUTE_MS,
  say,
  setTable,
  show,
  texts,
  type Table,
} from '../support/world.ts';

beforeAll(() => sodiumReady);

const DAYS_AWAY = 35;
/** The log goes on in steps of less than that, and closes epochs when keys are destroyed next. */
const RENEWAL_HOURS = 8 * 24;

describe('Claire is away for five weeks', () => {
  let table: Table;
  let claire: Person;
  let discussionId: string;
  const said: string[] = ['Before she left.'];

  beforeAll(async () => {
    table = await setTable(95, { longestFade: null });
    const { alice, bob } = table;
    claire = await table.join('Claire');
    await seat(alice, claire);
    discussionId = await discuss([alice, bob, claire], 'Before she left.', null);
    await claire.quit();
    for (let day = 0; day < DAYS_AWAY; day += 1) {
      await table.simulation.advance(24 * HOUR_MS);
      for (const person of [alice, bob]) await person.tick();
      if (day % 7 !== 3) continue;
      said.push(`Day ${day}.`);
      await say(day % 2 === 0 ? alice : bob, `Day ${day}.`, { fadeHours: 24 * 80 });
      await say(bob, `Faded before she came: ${day}.`, { fadeHours: 24 });
    }
  });

  test('while the others renew their keys each week', async () => {
    await table.bob.quit();
    const { circle } = await openDisk(table.bob, table);
    await comeBack(table.bob);
    await show(table.bob, discussionId);
    const { devices } = circle.governance;
    const weeks = devices.map((one) => Math.floor((circle.head.hour - one.lastCommitHour) / 168));
    // Alice's, Bob's, Claire's.
    expect(weeks.slice(0, 2)).toEqual([0, 0]);
    expect(weeks[2]).toBe(DAYS_AWAY / 7);
    expect(circle.epochs.at(-1)?.keys.epoch).toBeGreaterThanOrEqual(2 + 2 * 4);
  });

  test('and reads everything alive when she comes back, and says something herself', async () => {
    await comeBack(claire);
    await table.simulation.advance(MINUTE_MS);
    await show(claire, discussionId);
    expect(claire.circle()).toMatchObject({ trouble: null, sync: { isConnected: true } });
    expect(texts(claire)).toEqual(said);
    for (const one of claire.discussion().contributions) expect(one.author).not.toBeNull();
    await say(claire, 'I am back.');
    said.push('I am back.');
    for (const person of [table.alice, table.bob, claire]) expect(texts(person)).toEqual(said);
  });

  test('weeks later, of the epochs that ended, those alone are kept that something alive uses', async () => {
    const { alice, bob, simulation } = table;
    for (let day = 0; day < 80; day += 4) {
      await simulation.advance(4 * 24 * HOUR_MS);
      for (const person of [alice, bob, claire]) await person.tick();
    }
    await say(bob, 'The year has turned.');
    let closedEpochs = 0;
    for (const person of [alice, bob, claire]) {
      expect(texts(person)).toEqual(['Before she left.', 'I am back.', 'The year has turned.']);
      await person.quit();
      const { circle } = await openDisk(person, table);
      await comeBack(person);
      await show(person, discussionId);
      const numbers = circle.epochs.map(({ keys }) => keys.epoch);
      const ended = (circle.epochs.at(-1)?.keys.epoch ?? 0) - numbers.length;
      expect(ended).toBeGreaterThan(10);
      expect(numbers).toContain(circle.rosterEpoch);
      // Nothing alive fades then: the tree of a closed epoch leads there no more, that of the present one does.
      const unused = circle.head.hour + 24 * 150 + 7;
      const opens = ({ keys }: (typeof circle.epochs)[number]) =>
        deriveBucketKey(keys.body, unused) !== null;
      const last = circle.epochs.at(-1);
      expect(last !== undefined && opens(last)).toBe(true);
      const closed = circle.epochs.filter(
        ({ keys }, at) =>
          keys.epoch !== circle.rosterEpoch &&
          circle.head.hour - (circle.epochs[at + 1]?.sinceHour ?? Infinity) >
            RECORD_HOURS + RENEWAL_HOURS,
      );
      expect(closed.map(opens)).not.toContain(true);
      closedEpochs += closed.length;
      expect(texts(person)).toHaveLength(3);
    }
    expect(closedEpochs).toBeGreaterThan(0);
  });
});

/** An honest relay, from which heartbeats and a removal's vote have faded in good time. */
test.each([
  ['much was said, in several portions', true],
  ['somebody was removed, so that it reads two logs', false],
])('who was away for five weeks in which %s accuses nobody', async (_what, isTalkative) => {
  const world = await setTable(isTalkative ? 97 : 98, { longestFade: null });
  const { alice, bob, simulation, relay, circleId } = world;
  const away = await world.join('Claire');
  await seat(alice, away);
  await seat(alice, await world.join('Dora'));
  const id = await discuss([alice, bob, away], 'Before.', null);
  await away.quit();
  for (let day = 0; day < DAYS_AWAY; day += 1) {
    await simulation.advance(24 * HOUR_MS);
    for (const person of [alice, bob]) await person.tick();
    relay.expire();
    for (let at = 0; isTalkative && at < 4; at += 1) {
      await say(alice, `Day ${day}, ${at}: ${'and so on '.repeat(90)}`);
    }
    if (isTalkative || day !== 10) continue;
    const memberId = memberNamed(alice, 'Dora')?.id ?? '';
    await alice.ask({ kind: 'remove-member', circleId, memberId });
  }
  await comeBack(away);
  await simulation.advance(5 * MINUTE_MS);
  await show(away, id);
  expect(away.circle()).toMatchObject({ trouble: null, sync: { isConnected: true } });
  expect(texts(away)).toEqual(texts(alice));
});

test('who comes back on the day of dormancy, its leaf still there, is seated again by one tap', async () => {
  const world = await setTable(645, { longestFade: null });
  const { alice, bob, simulation, relay } = world;
  const away = await world.join('Claire');
  await seat(alice, away);
  const id = await discuss([alice, bob, away], 'Before.', null);
  await away.quit();
  for (let day = 0; day < 45; day += 1) {
    await simulation.advance(24 * HOUR_MS);
    for (const person of [alice, bob]) await person.tick();
    relay.expire();
    if (day % 7 === 3) await say(alice, `Day ${day}.`);
  }
  await comeBack(away);
  await simulation.advance(5 * MINUTE_MS);
  expect(away.circle().trouble).toBe('long-away');
  await letIn(alice, 'Claire');
  await simulation.advance(5 * MINUTE_MS);
  expect(away.circle()).toMatchObject({ trouble: null, sync: { isConnected: true } });
  await show(away, id);
  await say(away, 'Back.');
  expect(texts(bob).at(-1)).toBe('Back.');
});
