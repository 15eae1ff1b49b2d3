import {
  contribute,
  hostCircle,
  issueInvite,
  knock,
  letters,
  openQuestion,
  seat,
} from './support/journeys.ts';
import { openPersonAt, type Person } from './support/person.ts';
import { spawnRelay } from './support/relay.ts';
import { expect, test } from './support/world.ts';

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';

test('the relay is killed again and again; everybody goes on without a gesture, and nothing stands twice', async ({
  browser,
  playwright,
  launchOptions,
}) => {
  test.setTimeout(300_000);
  const relay = await spawnRelay();
  const browsers = { browser, browserType: playwright.chromium, launchOptions };
  const options = { locale: 'en-GB', tolerates: /WebSocket|net::ERR_/ };
  const people: Person[] = [];
  for (const name of ['Alice', 'Bob']) people.push(await openPersonAt(name, 0, browsers, options));
  const [alice, bob] = people as [Person, Person];
  try {
    await hostCircle(alice, relay.origin, { circle: CIRCLE });
    await knock(bob, await issueInvite(alice));
    await alice.page.getByRole('link', { name: CIRCLE }).first().click();
    await seat(alice);
    await openQuestion(alice, QUESTION, 'First.');
    await bob.page.getByRole('link', { name: QUESTION }).first().click();
    const said = ['First.'];
    for (let round = 1; round <= 3; round += 1) {
      await relay.kill();
      // One writes while nothing answers, the other just as the relay is back.
      await contribute(alice, `Alice, round ${round}.`);
      await relay.restart();
      await contribute(bob, `Bob, round ${round}.`);
      said.push(`Alice, round ${round}.`, `Bob, round ${round}.`);
      for (const person of people) {
        await expect
          .poll(async () => (await letters(person)).toSorted(), { timeout: 90_000 })
          .toEqual(said.toSorted());
      }
    }
    expect(await letters(alice)).toEqual(await letters(bob));
    expect(people.flatMap((person) => person.takeTroubles())).toEqual([]);
  } finally {
    for (const person of people) await person.close();
    await relay.stop();
  }
});
