import { expect, test, vi } from 'vitest';
import { expectGone, FADING, LASTING, PASSED, steal } from '../forensics/theft.ts';
import { createPerson, PASSPHRASE, seat, type Person } from '../support/person.ts';
import { sitDown } from '../support/table.ts';

/**
 * The promise of PROTOCOL.md §9, on raw bytes: what has faded is recovered by nobody, though they take all devices,
 * both passphrases and whatever the relay ever received, and try every stored string as key at every layer.
 */

/** Argon2id for everybody, and hours in small steps. */
vi.setConfig({ testTimeout: 180_000 });

type Two = readonly [Person, Person];

async function unlock(person: Person): Promise<void> {
  await person.ask({ kind: 'unlock', passphrase: PASSPHRASE });
}

test('one minute before its hour ends a contribution is recovered, ten minutes after the hour it is not', async () => {
  const table = await sitDown(11, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  await table.say(alice, FADING, 1);
  await table.say(bob, LASTING, 48);
  await table.passUntil(PASSED.beforeEndMs);
  const before = await steal(table);
  expect(before.whereIs(FADING)).toContain('capsule');
  expect(before.whereIs(LASTING)).toContain('capsule');
  await table.passUntil(PASSED.goneMs);
  expectGone(await steal(table), FADING);
});

test('with the old slots, which the devices overwrite, the same theft recovers it', async () => {
  const table = await sitDown(12, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  await table.say(alice, FADING, 1);
  await table.say(bob, LASTING, 48);
  await table.passUntil(PASSED.beforeEndMs);
  const slots = bob.disk.slotFile?.slice() ?? new Uint8Array(0);
  await table.passUntil(PASSED.goneMs);
  const recovered = await steal(table, { blobs: [slots] });
  expect(recovered.whereIs(FADING)).toContain('capsule');
});

test('without the passphrase nothing is recovered at all', async () => {
  const table = await sitDown(13, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  await table.say(alice, FADING, 1);
  await table.say(bob, LASTING, 48);
  const recovered = await steal(table, { passphrases: ['another table for twelve'] });
  expect(recovered.opened).toEqual([]);
  expect(recovered.whereIs(FADING)).toEqual([]);
});

test.each(['locked', 'off'] as const)(
  'a device that was %s while the hour passed forgets it as soon as it is unlocked',
  async (state) => {
    const table = await sitDown(14, 'Alice', 'Bob');
    const [alice, bob] = table.people as Two;
    await table.say(alice, FADING, 1);
    await table.say(bob, LASTING, 48);
    if (state === 'locked') await bob.ask({ kind: 'lock' });
    else await bob.quit();
    await table.passUntil(PASSED.goneMs, [alice]);
    const meanwhile = await steal(table);
    expect(meanwhile.whereIs(FADING)).toContain('capsule');
    if (state === 'off') await bob.reopen();
    await unlock(bob);
    expectGone(await steal(table), FADING);
  },
);

test('a device that was off when it was said, and comes after it has faded, learns nothing', async () => {
  const table = await sitDown(15, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  await table.say(bob, LASTING, 48);
  await bob.quit();
  await table.say(alice, FADING, 1);
  await table.passUntil(PASSED.goneMs, [alice]);
  await bob.reopen();
  await unlock(bob);
  expectGone(await steal(table), FADING);
});

test('replies, edits and withdrawn words go with the hour of what they are about', async () => {
  const table = await sitDown(16, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  const { circleId } = table;
  await table.say(bob, LASTING, 48);
  const fading = await table.say(alice, FADING, 1);
  await table.say(bob, 'I thought as much, and will say nothing.', 1, fading);
  const withdrawn = await table.say(bob, 'You never meant to stay.', 1, fading);
  await alice.ask({ kind: 'edit', circleId, entryId: fading, text: 'I may leave the firm.' });
  await bob.ask({ kind: 'withdraw', circleId, entryId: withdrawn });
  // Somebody sits down, so that the second edit is sealed for those who were there and still are.
  const claire = await createPerson('Claire', table.simulation, table.relay);
  await seat(alice, claire);
  await alice.ask({ kind: 'edit', circleId, entryId: fading, text: 'I shall leave the firm.' });
  const all = { ...table, people: [alice, bob, claire] };
  const before = await steal(all);
  const said = [
    FADING,
    'I thought as much, and will say nothing.',
    'You never meant to stay.',
    'I may leave the firm.',
    'I shall leave the firm.',
  ];
  for (const text of said) expect(before.whereIs(text)).toContain('capsule');
  await table.passUntil(PASSED.goneMs, all.people);
  expectGone(await steal(all), ...said);
});

/** The writes of one renewal in their order: the new key, what lies under it, the old key's end, the sweep. */
test.each([
  ['before the secrets lie under the new key', 'replace', 1],
  ['before the old key is overwritten', 'slot', 2],
  ['between the rotation and the sweep', 'commit', 1],
] as const)('after a crash %s it is gone once the vault is unlocked', async (_when, write, nth) => {
  const table = await sitDown(18, 'Alice', 'Bob');
  const [alice, bob] = table.people as Two;
  await table.say(alice, FADING, 1);
  await table.say(bob, LASTING, 48);
  await table.passUntil(Date.UTC(2026, 10, 25, 11, 9));
  await table.passUntil(PASSED.goneMs, [alice]);
  let count = 0;
  bob.disk.failNext = (name) => {
    if (name === write) count += 1;
    if (count >= nth) throw new Error('the power is out');
  };
  await bob.tick();
  await bob.quit();
  expect(count).toBeGreaterThanOrEqual(nth);
  bob.disk.failNext = undefined;
  const atOnce = await steal(table);
  if (write === 'commit') expectGone(atOnce, FADING);
  else expect(atOnce.whereIs(FADING)).toContain('capsule');
  await bob.reopen();
  await unlock(bob);
  expectGone(await steal(table), FADING);
});
