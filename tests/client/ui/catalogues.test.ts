import { describe, expect, test } from 'vitest';
import { createFormat } from '../../../client/ui/format.ts';
import { en } from '../../../client/ui/locales/en.ts';
import { fr } from '../../../client/ui/locales/fr.ts';
import { limits } from '../../../client/ui/locales/limits.ts';
import { fadeWords } from '../../../client/ui/parts/fadeLabels.ts';

const NARROW = '\u202F';
const NO_BREAK = '\u00A0';

/** Every sentence of a catalogue by its place; functions are asked for one thing and for several. */
function sentences(node: unknown, place = ''): [place: string, sentence: string][] {
  if (typeof node === 'string') return [[place, node]];
  if (typeof node === 'function') {
    const ask = node as (...values: unknown[]) => string;
    return [1, 2, 'Ada'].map((value) => [`${place}(${value})`, ask(value, value)]);
  }
  return Object.entries(node as object).flatMap(([key, child]) =>
    sentences(child, place === '' ? key : `${place}.${key}`),
  );
}

const catalogues = {
  en: [...sentences(en), ...sentences(limits.en)],
  fr: [...sentences(fr), ...sentences(limits.fr)],
};

const FRENCH_FAULTS = [
  /['"]|\.\.\./,
  /[^\u202F][;!?»]/,
  /«[^\u202F]/,
  // A colon takes the wider space, but for an address.
  /[^\u00A0]:(?!\/)/,
];

function faults(sentence: string): readonly RegExp[] {
  return FRENCH_FAULTS.filter((fault) => fault.test(sentence));
}

describe('French typography', () => {
  test('every sentence has curly apostrophes and the spaces that French sets', () => {
    expect(catalogues.fr.filter(([, sentence]) => faults(sentence).length > 0)).toEqual([]);
  });

  test('the rule catches plain spaces and straight apostrophes', () => {
    for (const wrong of ['Quoi ?', 'Quoi?', '« oui »', 'l’heure : dix', "l'heure", 'Oui...'])
      expect(faults(wrong)).not.toEqual([]);
    for (const right of [`Quoi${NARROW}?`, `«${NARROW}oui${NARROW}»`, `l’heure${NO_BREAK}: dix`])
      expect(faults(right)).toEqual([]);
  });
});

describe('both languages', () => {
  test('English has curly marks', () => {
    expect(catalogues.en.filter(([, sentence]) => /['"]|\.\.\./.test(sentence))).toEqual([]);
  });

  test('say everything that the other says, and nothing is empty', () => {
    const places = (of: readonly [string, string][]) => of.map(([place]) => place);
    expect(places(catalogues.fr)).toEqual(places(catalogues.en));
    for (const [, sentence] of [...catalogues.en, ...catalogues.fr])
      expect(sentence.trim()).not.toBe('');
  });

  test('count as their language counts', () => {
    expect([0, 1, 2].map(en.circles.questions)).toEqual([
      '0 questions',
      '1 question',
      '2 questions',
    ]);
    expect([0, 1, 2].map((count) => fr.circles.questions(count).replace(NO_BREAK, ' '))).toEqual([
      '0 question',
      '1 question',
      '2 questions',
    ]);
  });
});

describe('fading in words', () => {
  const NOW_MS = Date.UTC(2026, 2, 14, 8, 12);
  const DAY_MS = 86_400_000;
  const inWords = (language: 'en' | 'fr', fadesAtMs: number | null) =>
    fadeWords(fadesAtMs, NOW_MS, { en, fr }[language].fade, createFormat(language)).replace(
      NO_BREAK,
      ' ',
    );

  test('says when in both languages', () => {
    expect(inWords('en', NOW_MS + 2 * DAY_MS)).toBe('Fades in 2 days');
    expect(inWords('fr', NOW_MS + 2 * DAY_MS)).toBe('S’estompe dans 2 jours');
  });

  test('says so where nothing fades, and where it is fading now', () => {
    expect(inWords('en', null)).toBe('Kept');
    expect(inWords('en', NOW_MS)).toBe('Fading now');
  });

  test('a blank page names its day', () => {
    const format = createFormat('en');
    expect(en.fade.blank(format.calendarDay('2026-03-12', NOW_MS))).toBe(
      'A page left blank, 12 March',
    );
  });
});
