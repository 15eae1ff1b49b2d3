import { expect, test, vi } from 'vitest';
import { expectGone, LASTING, PASSED, steal } from '../forensics/theft.ts';
import type { Person } from '../support/person.ts';
import { sitDown } from '../support/table.ts';

/** Argon2id for everybody, and hours in small steps. */
vi.setConfig({ testTimeout: 180_000 });

const DRAFT = 'I should like to say that I am afraid of it.';

test('a draft goes with the hour of its discussion: no theft of device and passphrase recovers it afterwards', async () => {
  const table = await sitDown(231, 'Alice', 'Bob');
  const [alice, bob] = table.people as readonly [Person, Person];
  const { circleId } = table;
  await table.say(bob, LASTING, 48);
  const asked = { kind: 'open-discussion', circleId, title: 'Tonight', text: '' } as const;
  const discussionId = (await alice.ask({ ...asked, fadeHours: 1 })) ?? '';
  await alice.ask({ kind: 'keep-draft', circleId, discussionId, text: DRAFT });
  await table.passUntil(PASSED.beforeEndMs);
  expect((await steal(table)).whereIs(DRAFT)).not.toEqual([]);
  expect((await steal(table, { passphrases: ['another passphrase'] })).whereIs(DRAFT)).toEqual([]);
  await table.passUntil(PASSED.goneMs);
  expectGone(await steal(table), DRAFT);
});
