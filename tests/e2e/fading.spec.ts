import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeClientFrame } from '../../relay/frames.ts';
import { recover } from '../forensics/recover.ts';
import { readProfile } from '../forensics/profileDirectory.ts';
import {
  contribute,
  hostCircle,
  issueInvite,
  knock,
  letters,
  openQuestion,
  seat,
  wordsFor,
} from './support/journeys.ts';
import { shareIn } from './support/found.ts';
import type { TestRelay } from './support/relay.ts';
import { expect, test } from './support/world.ts';

/** The promise of PROTOCOL.md §9 on the raw bytes of two browsers. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const LASTING = 'The minutes of Tuesday are in the drawer.';
const FADING = 'Only for this hour: I want to leave the firm.';
const PASSPHRASES = ['quiet lamp over twelve chairs', 'a kettle sings behind the door'] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the relay has been given to keep, from some place in its archive on. */
function recordsSince({ archive }: TestRelay, place: number): readonly Uint8Array[] {
  return archive.slice(place).flatMap((bytes) => {
    const frame = decodeClientFrame(bytes);
    return frame.ok && frame.value.type === 'append'
      ? frame.value.records.map((record) => record.bytes)
      : [];
  });
}

test('what lived an hour is in neither profile nor in a file of the relay ten minutes after its hour, and was a minute before', async ({
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
      passphrases: PASSPHRASES,
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
    await hostCircle(alice, world.relay.origin, {
      circle: CIRCLE,
      passphrase: PASSPHRASES[0],
    });
    await knock(bob, await issueInvite(alice), PASSPHRASES[1]);
    await alice.page.getByRole('link', { name: CIRCLE }).first().click();
    await seat(alice);
    await expect(bob.page.getByRole('heading', { name: CIRCLE, level: 1 })).toBeVisible();
    await openQuestion(alice, QUESTION, LASTING);
    await bob.page.getByRole('link', { name: QUESTION }).first().click();
    await expect.poll(() => letters(bob)).toEqual([LASTING]);
    const { fade } = await wordsFor(alice);
    const place = world.relay.archive.length;
    await contribute(alice, FADING, fade.after('1 hour'));
    for (const person of [alice, bob]) {
      await expect.poll(() => letters(person)).toEqual([LASTING, FADING]);
    }
    const [fading, ...others] = recordsSince(world.relay, place);
    if (fading === undefined) throw new Error('the relay was given nothing');
    expect(others).toEqual([]);
    // Said at twenty past to live an hour, it shares the key of all that fades until the second full hour.
    const hourEndsMs = twentyPastMs + 100 * MINUTE_MS;
    await world.advance(hourEndsMs - MINUTE_MS - nowMs());
    const before = await steal();
    expect(before.whereIs(FADING)).toContain('capsule');
    expect(before.whereIs(LASTING)).toContain('capsule');

    const [first] = recordsSince(world.relay, 0);
    if (first === undefined) throw new Error('the relay was given nothing');
    const shares = () => [fading, first].map((record) => shareIn(world.relay.folder, record));
    expect(shares()).toEqual([1, 1]);

    await world.advance(11 * MINUTE_MS);
    expect(shares()).toEqual([0, 1]);
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
