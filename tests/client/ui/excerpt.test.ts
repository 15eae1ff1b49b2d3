import { expect, test } from 'vitest';
import { excerpt } from '../../../client/ui/discussion/excerpt.ts';

test('an excerpt never cuts through a character, however many units it is made of', () => {
  const family = '👩‍👩‍👧‍👦';
  expect(excerpt('a'.repeat(89) + family + family)).toBe(`${'a'.repeat(89)}${family}…`);
  expect(excerpt(`${'e\u0301'.repeat(90)}b`)).toBe(`${'e\u0301'.repeat(90)}…`);
});

test('what is short stays whole, on one line', () => {
  expect(excerpt('One.\n\nTwo. 👋')).toBe('One. Two. 👋');
});
