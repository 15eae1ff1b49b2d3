import { describe, expect, test } from 'vitest';
import { createFormat } from '../../../client/ui/format.ts';

const TEN_AM_MS = new Date(2026, 2, 14, 10).getTime();
const NOW_MS = TEN_AM_MS + 72 * 60_000;
const DAY_MS = 86_400_000;
const plain = (words: string) => words.replaceAll('\u00A0', ' ');

describe('an hour of which nothing finer is known', () => {
  test.each([
    ['en', 'around 10:00', '11 March, around 10:00', 'on 11 March around 10:00'],
    ['fr', 'vers 10 h', '11 mars, vers 10 h', 'le 11 mars vers 10 h'],
  ] as const)('is said to be about, in %s', (language, today, earlier, inSentence) => {
    const format = createFormat(language);
    expect(plain(format.aboutMoment(TEN_AM_MS, NOW_MS))).toBe(today);
    expect(plain(format.aboutWhen(TEN_AM_MS, NOW_MS))).toBe(today);
    expect(plain(format.aboutMoment(TEN_AM_MS - 3 * DAY_MS, NOW_MS))).toBe(earlier);
    expect(plain(format.aboutWhen(TEN_AM_MS - 3 * DAY_MS, NOW_MS))).toBe(inSentence);
  });

  test('keeps its minutes where the clock stands half an hour apart', () => {
    const halfMs = TEN_AM_MS + 30 * 60_000;
    expect(plain(createFormat('fr').aboutMoment(halfMs, NOW_MS))).toBe('vers 10 h 30');
    expect(createFormat('en').aboutMoment(halfMs, NOW_MS)).toBe('around 10:30');
  });

  test('is named from its beginning to its end', () => {
    expect(createFormat('en').hourSpan(TEN_AM_MS)).toEqual(['10:00', '11:00']);
    expect(
      createFormat('fr')
        .hourSpan(TEN_AM_MS + 13 * 3_600_000)
        .map(plain),
    ).toEqual(['23 h', '0 h']);
  });
});

test('a moment that is known to the minute is said to the minute', () => {
  expect(createFormat('en').moment(NOW_MS, NOW_MS)).toBe('11:12');
  expect(createFormat('fr').when(NOW_MS - DAY_MS, NOW_MS)).toBe('le 13 mars à 11:12');
});
