import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from '../../../client/ui/discussion/Markdown.tsx';
import { parseLetter } from '../../../client/ui/discussion/parseLetter.ts';

/** crypto/codec.ts lets no longer letter in. */
const LONGEST = 20_000;
/** Each level may take two elements, as a list and its item; what is below is one text. */
const DEEPEST = 2 * 24;

function shapeOf(markup: string): { readonly depth: number; readonly elements: number } {
  let depth = 0;
  let deepest = 0;
  let elements = 0;
  for (const [tag] of markup.matchAll(/<[^>]*>/g)) {
    if (tag.startsWith('</')) depth -= 1;
    else {
      elements += 1;
      if (!tag.endsWith('/>')) deepest = Math.max(deepest, (depth += 1));
    }
  }
  return { depth: deepest, elements };
}

const render = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));
const asWritten = (text: string) => {
  return renderToStaticMarkup(
    createElement('div', { className: 'prose' }, createElement('p', null, text)),
  );
};

test.each([
  ['quotations', '>'],
  ['numbers on one line', '1. '],
  ['bullets on one line', '- '],
  ['mixed levels', '> - 1. '],
  ['levels behind an indent', '   - - - - - - - - - - - -\n'],
  ['levels in levels by tabs', '-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\ta\n'],
  ['unclosed strong words', '**a '],
  ['unclosed links', '[a]('],
  ['unclosed code', '`` ` '],
  ['ten levels on every line', '>>>>>>>>>>a\n\n'],
  ['paragraphs of unclosed words', '*a *b *c *d\n\n'],
  ['short lines without end', 'a\n'],
])('%s without end are shown as they were written', (_name, piece) => {
  const text = piece.repeat(LONGEST / piece.length).trimEnd();
  expect(parseLetter(text)).toEqual([]);
  expect(render(text)).toBe(asWritten(text));
});

test('a letter of many honest paragraphs, lists and marks is drawn with them', () => {
  const part =
    '**One** thing, `said` in [a letter](https://example.org/).\n\n- a\n- b\n  - *c*\n\n';
  const letter = part.repeat(150);
  expect(shapeOf(render(letter)).elements).toBeGreaterThan(150 * 9);
});

// Signs that open, close, nest or end something.
const SIGNS =
  '>|> |- |-\t|1. |#|```\n|---|\n|\n\n|\r|    |\t|\\|*|**|_|`|``|[|]|](|)|![|<|<a:|"|&amp;|a| ';
const piece = fc.constantFrom(...SIGNS.split('|'));
const cycle = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
const hostile = fc
  .array(fc.tuple(cycle, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 8 })
  .map((runs) => runs.map(([text, times]) => text.repeat(times)).join(''))
  .map((text) => text.slice(0, LONGEST));

test('no letter grows beyond its own length, nests deeper than its bound, or becomes nothing', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const markup = render(text);
      const { depth, elements } = shapeOf(markup);
      expect(depth).toBeLessThanOrEqual(DEEPEST);
      expect(elements).toBeLessThanOrEqual(2 * text.length + 2);
      if (text.trim() !== '') expect(markup.replaceAll(/<[^>]*>/g, '').trim()).not.toBe('');
    }),
    { numRuns: 200, seed: 7 },
  );
});
