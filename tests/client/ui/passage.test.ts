import { describe, expect, test } from 'vitest';
import { QUOTE_CHARACTERS } from '../../../crypto/index.ts';
import { PASSAGE_CHARACTERS, passageOf } from '../../../client/ui/discussion/passage.ts';

describe('what of a letter is quoted', () => {
  test('are the selected words, where the letter has them as they stand', () => {
    expect(passageOf('He *laughed*. More on Thursday.', ' More on Thursday.\n')).toBe(
      'More on Thursday.',
    );
    expect(passageOf('He *laughed*.', 'He laughed.')).toBe('He *laughed*.');
    expect(passageOf('He laughed.', '')).toBe('He laughed.');
  });

  test('is otherwise as much of its beginning as a quote holds, in whole words and characters', () => {
    expect(PASSAGE_CHARACTERS).toBe(QUOTE_CHARACTERS);
    const sentence = 'Word after word. ';
    const words = passageOf(sentence.repeat(100), '');
    expect(words.length).toBeLessThanOrEqual(QUOTE_CHARACTERS);
    expect(words).toMatch(/(word|word\.|after)$/i);
    expect(sentence.repeat(100).startsWith(words)).toBe(true);
    expect(passageOf(`x${'🌳'.repeat(400)}`, '')).toBe(`x${'🌳'.repeat(299)}`);
    expect(passageOf('x'.repeat(601), 'x'.repeat(601))).toHaveLength(600);
  });
});
