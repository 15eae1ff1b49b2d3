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
import { textsIn } from './support/found.ts';
import type { Person } from './support/person.ts';
import { expect, test } from './support/world.ts';

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
// Longer than what chance writes into sealed bytes.
const NAMES = ['Alice Renaud', 'Bob Marchand', 'Claire Ozon'] as const;

async function isSeated({ page }: Person): Promise<void> {
  await expect(page.getByRole('heading', { name: CIRCLE, level: 1 })).toBeVisible();
}

test('three people hold a discussion; one leaves for a train and comes back', async ({ world }) => {
  test.setTimeout(180_000);
  const { origin } = world.relay;
  const alice = await world.openPerson(NAMES[0], { locale: 'en-GB' });
  const bob = await world.openPerson(NAMES[1], {
    locale: 'fr-FR',
    viewport: { width: 390, height: 844 },
    withServiceWorker: true,
    // A train has no network: what cannot be reached is named in the console.
    tolerates: /ERR_INTERNET_DISCONNECTED/,
  });
  const claire = await world.openPerson(NAMES[2], { locale: 'fr-FR', colorScheme: 'dark' });

  // Alice hosts; Bob joins by her link, and both screens show the same eight words.
  await hostCircle(alice, origin, { circle: CIRCLE, opensDoor: 'members' });
  const forBob = await issueInvite(alice);
  const bobReads = await knock(bob, forBob);
  await follow(alice, CIRCLE);
  expect(await seat(alice)).toEqual(bobReads);
  await isSeated(bob);

  // Claire joins while Alice is away: Bob seats her, as the charter allows.
  await follow(alice, CIRCLE);
  const forClaire = await issueInvite(alice);
  await alice.page.goto('about:blank');
  const claireReads = await knock(claire, forClaire);
  expect(await seat(bob)).toEqual(claireReads);
  await isSeated(claire);

  // Alice is back, and puts a question on the table.
  await alice.page.goto(origin);
  await unlock(alice);
  await follow(alice, CIRCLE);
  await openQuestion(alice, QUESTION, 'I do not know where to begin.');
  const said = ['I do not know where to begin.'];
  for (const person of [bob, claire]) {
    await follow(person, QUESTION);
    await expect.poll(() => letters(person)).toEqual(said);
  }
  for (const [person, text] of [
    [bob, 'Commencer par les gens.'],
    [claire, 'Et par une date.'],
  ] as const) {
    await contribute(person, text);
    said.push(text);
    for (const reader of [alice, bob, claire]) {
      await expect.poll(() => letters(reader)).toEqual(said);
    }
  }
  await expect(alice.page.getByRole('article', { name: /^Bob/ })).toBeVisible();

  // Bob loses the network, closes the app, opens it, unlocks, reads all of it, and writes two contributions.
  await bob.context.setOffline(true);
  await bob.page.goto('about:blank');
  await bob.page.goto(origin);
  await unlock(bob);
  await follow(bob, CIRCLE);
  await follow(bob, QUESTION);
  await expect.poll(() => letters(bob)).toEqual(said);
  const t = await wordsFor(bob);
  for (const text of ['Dans le train, j’y pense.', 'Une année me paraît juste.']) {
    await contribute(bob, text);
    said.push(text);
    await expect.poll(() => letters(bob)).toEqual(said);
  }
  await expect(bob.page.getByText(t.discussion.waiting)).toHaveCount(2);

  // Back in reach, all three show the same.
  await bob.context.setOffline(false);
  for (const person of [alice, bob, claire]) {
    await expect.poll(() => letters(person), { timeout: 60_000 }).toEqual(said);
  }
  await expect(bob.page.getByText(t.discussion.waiting)).toHaveCount(0);

  // Of all this the relay has read nothing.
  const archive = Buffer.concat(world.relay.archive);
  expect(textsIn(archive, ['/relay', CIRCLE, QUESTION, ...NAMES, ...said])).toEqual(['/relay']);
});
