import { expect, test, vi } from 'vitest';
import { paddedLength } from '../../crypto/padding.ts';
import { FADING, LASTING, steal } from '../forensics/theft.ts';
import { CHARTER, type Person } from '../support/person.ts';
import { sitDown, TITLE } from '../support/table.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Nonce and tag; what is left is padded text, of 512 bytes at least. */
const OVERHEAD_BYTES = 24 + 16;
const LEAST_PADDED_BYTES = 512;

test('the relay is told no name, no title and no text, and sizes by their class alone', async () => {
  const table = await sitDown(31, 'Alice Vautrin', 'Bob Rastignac');
  const [alice, bob] = table.people as readonly [Person, Person];
  const long = 'And then they all spoke at once. '.repeat(300).trim();
  const said = await table.say(alice, FADING, 1);
  await table.say(bob, LASTING, 48, said);
  await table.say(bob, long, 48);
  const edited = 'I shall leave the firm in spring.';
  await alice.ask({ kind: 'edit', circleId: table.circleId, entryId: said, text: edited });
  const { name, members } = alice.circle();
  const memberNames = members.map((member) => member.name);
  const secrets = [name, ...memberNames, TITLE, FADING, LASTING, long, edited, CHARTER.text];
  expect(memberNames).toEqual(['Alice Vautrin', 'Bob Rastignac']);
  const byRelay = await steal({ people: [], relay: table.relay });
  const byMembers = await steal(table);
  for (const text of secrets) {
    expect(byRelay.whereIs(text)).toEqual([]);
    expect(byMembers.whereIs(text)).not.toEqual([]);
  }
  expect(byRelay.opened).toEqual([]);
  const lengths = table.relay.everyByte().map(({ length }) => length - OVERHEAD_BYTES);
  for (const length of lengths) expect(paddedLength(length - 1, LEAST_PADDED_BYTES)).toBe(length);
  // Of many lengths only a few are told.
  expect(lengths.length).toBeGreaterThan(2 * new Set(lengths).size);
});
