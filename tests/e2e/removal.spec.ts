import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recover } from '../forensics/recover.ts';
import { readProfile } from '../forensics/profileDirectory.ts';
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

/** A removed member keeps what her device could read, and nothing that is said afterwards, on raw bytes too. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const BEFORE = 'The minutes of Tuesday are in the drawer.';
const WAITING = ['From the train: one year is right.', 'From the train: or two.'] as const;
const AFTER = 'Among ourselves: I had not dared to say it.';
const HER_PASSPHRASE = 'a kettle sings behind the door';

async function removeMember(person: Person, name: string): Promise<void> {
  const { page } = person;
  const { circle, members } = await wordsFor(person);
  await follow(person, CIRCLE);
  await page.getByRole('main').getByRole('link', { name: circle.members }).click();
  await page.getByRole('button', { name: members.removal.askOf(name) }).click();
  await page.getByRole('button', { name: members.removal.confirm }).click();
  await expect(page.getByRole('button', { name: members.removal.askOf(name) })).toHaveCount(0);
}

test('Claire is removed while Bob is on a train with two contributions waiting: hers opens nothing that was said afterwards', async ({
  world,
}) => {
  test.setTimeout(240_000);
  const profileDir = mkdtempSync(join(tmpdir(), 'cenacle-claire-'));
  try {
    const alice = await world.openPerson('Alice', { locale: 'en-GB' });
    const bob = await world.openPerson('Bob', {
      locale: 'en-GB',
      withServiceWorker: true,
      tolerates: /ERR_INTERNET_DISCONNECTED/,
    });
    const claire = await world.openPerson('Claire', { locale: 'fr-FR', profileDir });
    await hostCircle(alice, world.relay.origin, { circle: CIRCLE });
    for (const [person, passphrase] of [
      [bob, undefined],
      [claire, HER_PASSPHRASE],
    ] as const) {
      await knock(person, await issueInvite(alice), passphrase);
      await follow(alice, CIRCLE);
      await seat(alice);
      await expect(person.page.getByRole('heading', { name: CIRCLE, level: 1 })).toBeVisible();
    }
    await openQuestion(alice, QUESTION, BEFORE);
    for (const person of [bob, claire]) {
      await follow(person, QUESTION);
      await expect.poll(() => letters(person)).toEqual([BEFORE]);
    }

    // The emulated network leaves open sockets alone: Bob boards the train, and opens the app there.
    await bob.context.setOffline(true);
    await bob.page.goto('about:blank');
    await bob.page.goto(world.relay.origin);
    await unlock(bob);
    await follow(bob, CIRCLE);
    await follow(bob, QUESTION);
    for (const text of WAITING) await contribute(bob, text);
    await removeMember(alice, 'Claire');
    const { circle } = await wordsFor(claire);
    await expect(claire.page.getByText(circle.troubles.removed.happened)).toBeVisible();
    await follow(alice, CIRCLE);
    await follow(alice, QUESTION);
    await contribute(alice, AFTER);

    await bob.context.setOffline(false);
    for (const person of [alice, bob]) {
      await expect
        .poll(() => letters(person), { timeout: 60_000 })
        .toEqual([BEFORE, AFTER, ...WAITING]);
    }
    expect(await letters(claire)).toEqual([BEFORE]);

    await claire.close();
    const hers = await recover({
      blobs: readProfile(profileDir),
      passphrases: [HER_PASSPHRASE],
      archive: world.relay.archive,
      nowMs: Date.now(),
    });
    expect(hers.whereIs(BEFORE)).toContain('capsule');
    for (const text of [AFTER, ...WAITING]) expect(hers.whereIs(text)).toEqual([]);
  } finally {
    rmSync(profileDir, { recursive: true, force: true });
  }
});
