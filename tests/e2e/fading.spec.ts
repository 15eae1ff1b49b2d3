import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recover } from '../forensics/recover.ts';
import { readProfile } from '../forensics/profileDirectory.ts';
import {
  contribute,
  hostCircle,
  issueInvite,
  knock,
  letters,
  openQuestion,
  PASSPHRASE,
  seat,
  wordsFor,
} from './support/journeys.ts';
import { expect, test } from './support/world.ts';

/** The promise of PROTOCOL.md §9 on the raw bytes of two browsers. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const LASTING = 'The minutes of Tuesday are in the drawer.';
const FADING = 'Only for this hour: I want to leave the firm.';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('what lived an hour is in neither profile ten minutes after its hour, and was a minute before', async ({
  world,
}) => {
  test.setTimeout(300_000);
  const directories = ['alice', 'bob'].map((name) =>
    mkdtempSync(join(tmpdir(), `cenacle-${name}-`)),
  );
  const [ofAlice = '', ofBob = ''] = directories;
  const steal = () =>
    recover({
      blobs: directories.flatMap(readProfile),
      passphrases: [PASSPHRASE],
      archive: world.relay.archive,
      nowMs: Date.now(),
    });
  try {
    const offsetMs = HOUR_MS - ((Date.now() - 20 * MINUTE_MS) % HOUR_MS);
    const twentyPastMs = Date.now() + offsetMs;
    const nowMs = () => Date.now() + offsetMs;
    await world.advance(offsetMs);
    const alice = await world.openPerson('Alice', { locale: 'en-GB', profileDir: ofAlice });
    const bob = await world.openPerson('Bob', { locale: 'en-GB', profileDir: ofBob });
    await hostCircle(alice, world.relay.origin, { circle: CIRCLE });
    await knock(bob, await issueInvite(alice));
    await alice.page.getByRole('link', { name: CIRCLE }).first().click();
    await seat(alice);
    await expect(bob.page.getByRole('heading', { name: CIRCLE, level: 1 })).toBeVisible();
    await openQuestion(alice, QUESTION, LASTING);
    await bob.page.getByRole('link', { name: QUESTION }).first().click();
    const { fade } = await wordsFor(alice);
    await contribute(alice, FADING, fade.after('1 hour'));
    for (const person of [alice, bob]) {
      await expect.poll(() => letters(person)).toEqual([LASTING, FADING]);
    }
    // Said at twenty past to live an hour, it shares the key of all that fades until the second full hour.
    const hourEndsMs = twentyPastMs + 100 * MINUTE_MS;
    await world.advance(hourEndsMs - MINUTE_MS - nowMs());
    const before = await steal();
    expect(before.whereIs(FADING)).toContain('capsule');
    expect(before.whereIs(LASTING)).toContain('capsule');

    await world.advance(11 * MINUTE_MS);
    for (const person of [alice, bob]) {
      await expect.poll(() => letters(person)).toEqual([LASTING]);
    }
    await expect.poll(async () => (await steal()).whereIs(FADING), { timeout: 60_000 }).toEqual([]);
    for (const person of [alice, bob]) await person.close();
    const after = await steal();
    expect(after.whereIs(FADING)).toEqual([]);
    expect(after.whereIs(LASTING)).toContain('capsule');
  } finally {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }
});
