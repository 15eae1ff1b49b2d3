import { beforeAll, describe, expect, test } from 'vitest';
import { headWords, seatingWords } from '../../crypto/words.ts';
import { sodiumReady } from '../../crypto/sodium.ts';

const transcript = {
  keyPackageRef: new Uint8Array(32).fill(1),
  staticKey: new Uint8Array(32).fill(2),
  hedgeKeyHash: new Uint8Array(32).fill(3),
  inviteId: new Uint8Array(16).fill(4),
  circleId: new Uint8Array(32).fill(5),
};

beforeAll(() => sodiumReady);

describe('the eight words', () => {
  test('are eight and the same for both sides, in either language', () => {
    for (const language of ['en', 'fr'] as const) {
      const words = seatingWords(transcript, language);
      expect(words).toHaveLength(8);
      expect(words.every((word) => word.length > 2)).toBe(true);
      expect(seatingWords({ ...transcript }, language)).toEqual(words);
    }
  });

  test('are others as soon as anything in the transcript is', () => {
    const words = seatingWords(transcript, 'en');
    for (const [name, value] of Object.entries(transcript)) {
      const other = { ...transcript, [name]: value.map((byte) => byte ^ 1) };
      expect(seatingWords(other, 'en')).not.toEqual(words);
    }
  });

  test('of two halves of a split circle differ', () => {
    const chain = new Uint8Array(32);
    const here = headWords(new Uint8Array(32).fill(1), 9, chain, 'fr');
    expect(headWords(new Uint8Array(32).fill(2), 9, chain, 'fr')).not.toEqual(here);
    expect(headWords(new Uint8Array(32).fill(1), 8, chain, 'fr')).not.toEqual(here);
  });
});
