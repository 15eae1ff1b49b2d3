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

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const HOUR_MS = 3_600_000;

/** Who stands above what says this. */
const nameOn = ({ page }: Person, text: string) =>
  page.getByRole('article').filter({ hasText: text }).locator('.author-name');

test('a name is gone after a day in both browsers, one may speak without any, and what was said stays', async ({
  world,
}) => {
  test.setTimeout(180_000);
  const alice = await world.openPerson('Alice', { locale: 'en-GB' });
  const bob = await world.openPerson('Bob', { locale: 'fr-FR' });
  const [en, fr] = [await wordsFor(alice), await wordsFor(bob)];
  await hostCircle(alice, world.relay.origin, {
    circle: CIRCLE,
    namesFade: en.create.attributionFades.after('24 hours'),
    allowsUnnamed: true,
  });
  await knock(bob, await issueInvite(alice));
  await follow(alice, CIRCLE);
  await seat(alice);
  await openQuestion(alice, QUESTION, 'Who leaves first?');
  await follow(bob, QUESTION);
  await contribute(bob, 'Moi, au printemps.');
  await expect(nameOn(alice, 'Moi, au printemps.')).toHaveText('Bob');
  await bob.page.getByRole('checkbox', { name: fr.composer.unnamed }).check();
  await expect(bob.page.getByText(fr.composer.unnamedHint)).toBeVisible();
  await contribute(bob, 'J’ai peur.');
  await expect(nameOn(alice, 'J’ai peur.')).toHaveText(en.discussion.aMember);
  await expect(bob.page.getByRole('checkbox', { name: fr.composer.unnamed })).not.toBeChecked();
  await world.advance(26 * HOUR_MS);
  for (const [person, words] of [
    [alice, en],
    [bob, fr],
  ] as const) {
    for (const text of ['Who leaves first?', 'Moi, au printemps.', 'J’ai peur.']) {
      await expect(nameOn(person, text)).toHaveText(words.discussion.aMember, { timeout: 60_000 });
    }
    await expect(person.page.getByText(words.discussion.you, { exact: true })).toHaveCount(0);
    await person.page.reload();
  }
  for (const person of [alice, bob]) {
    const t = await wordsFor(person);
    await unlock(person);
    await expect(nameOn(person, 'Moi, au printemps.')).toHaveText(t.discussion.aMember);
    expect(await letters(person)).toEqual([
      'Who leaves first?',
      'Moi, au printemps.',
      'J’ai peur.',
    ]);
  }
});
