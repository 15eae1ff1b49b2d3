import { contribute, hostCircle, letters, openQuestion, unlock } from './support/journeys.ts';
import { expect, test } from './support/world.ts';

// Each of them has once taken the whole app from whoever read it, or kept its reader waiting.
const STRANGE = [
  'Rang AT&amp;T; Q&A; then lunch &copy; &#65;.',
  '>'.repeat(20_000),
  '1. '.repeat(6_666).trim(),
  '**a '.repeat(5_000).trim(),
];

test('a letter of whatever characters is sent, and read again, beside the others', async ({
  world,
}) => {
  const alice = await world.openPerson('Alice', { locale: 'en-GB' });
  await hostCircle(alice, world.relay.origin, { circle: 'Tuesday table' });
  await openQuestion(alice, 'What may be said?', 'Anything.');
  const said = ['Anything.'];
  for (const text of STRANGE) {
    await contribute(alice, text);
    said.push(text);
    await expect.poll(() => letters(alice)).toEqual(said);
  }
  // A link whose words and address would be read for names of characters.
  await contribute(alice, '[R&amp;D &copy;](https://example.org/?a=1&copy;=2)');
  said.push('R&amp;D &copy;');
  await expect.poll(() => letters(alice)).toEqual(said);

  await alice.page.reload();
  await unlock(alice);
  await expect.poll(() => letters(alice)).toEqual(said);
  await expect(alice.page.getByRole('link', { name: 'R&amp;D &copy;' })).toHaveAttribute(
    'href',
    'https://example.org/?a=1&copy;=2',
  );
});
