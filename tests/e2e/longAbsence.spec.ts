import {
  contribute,
  follow,
  hostCircle,
  issueInvite,
  knock,
  letters,
  openQuestion,
  seat,
  unlock,
  wordsFor,
} from './support/journeys.ts';
import type { Person } from './support/person.ts';
import { expect, test } from './support/world.ts';

/** Holidays: who was away for five weeks comes back by themselves, and who was away much longer by one tap. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const WEEK_MS = 7 * 24 * 3_600_000;

test('Bob is away for five weeks of weekly renewals and reads everything; away for seven more, he gets his seat back with one tap', async ({
  world,
}) => {
  test.setTimeout(240_000);
  const alice = await world.openPerson('Alice', { locale: 'en-GB' });
  const bob = await world.openPerson('Bob', { locale: 'en-GB' });
  const t = await wordsFor(alice);
  const said = ['Before he left.'];

  const isSynced = (person: Person) =>
    expect(person.page.getByText(t.sync.synced('').trim()).first()).toBeVisible();
  const sayEachWeek = async (weeks: number, from: number) => {
    for (let week = from; week < from + weeks; week += 1) {
      await world.advance(WEEK_MS);
      await isSynced(alice);
      said.push(`Week ${week}.`);
      await contribute(alice, `Week ${week}.`, t.fade.asDiscussion);
      await expect.poll(() => letters(alice)).toEqual(said);
    }
  };
  const comeBack = async () => {
    await bob.page.goto(world.relay.origin);
    await unlock(bob);
    await follow(bob, CIRCLE);
  };

  await hostCircle(alice, world.relay.origin, { circle: CIRCLE });
  await knock(bob, await issueInvite(alice));
  await follow(alice, CIRCLE);
  await seat(alice);
  await expect(bob.page.getByRole('heading', { name: CIRCLE, level: 1 })).toBeVisible();
  await openQuestion(alice, QUESTION, said[0] ?? '', t.fade.after('1 year'));
  await follow(bob, QUESTION);
  await expect.poll(() => letters(bob)).toEqual(said);
  await bob.page.goto('about:blank');
  await sayEachWeek(5, 1);

  await comeBack();
  await follow(bob, QUESTION);
  await expect.poll(() => letters(bob), { timeout: 30_000 }).toEqual(said);
  await contribute(bob, 'I am back.', t.fade.asDiscussion);
  said.push('I am back.');
  await expect.poll(() => letters(alice)).toEqual(said);
  await bob.page.goto('about:blank');
  const read = [...said];
  await sayEachWeek(7, 6);

  await comeBack();
  await expect(bob.page.getByText(t.circle.troubles['long-away'].happened)).toBeVisible();
  await follow(alice, CIRCLE);
  await alice.page.getByRole('button', { name: t.asking.letInOf('Bob') }).click();
  await expect(bob.page.getByText(t.circle.troubles['long-away'].happened)).toHaveCount(0);
  await follow(bob, QUESTION);
  // Of the weeks between he reads what he could still follow.
  await expect.poll(() => letters(bob)).toEqual(expect.arrayContaining(read));
  await follow(alice, QUESTION);
  for (const [person, text] of [
    [bob, 'Back again.'],
    [alice, 'Welcome.'],
  ] as const) {
    await contribute(person, text);
    said.push(text);
    await expect.poll(() => letters(alice)).toEqual(said);
  }
  await expect.poll(async () => (await letters(bob)).slice(-2)).toEqual(said.slice(-2));
});
