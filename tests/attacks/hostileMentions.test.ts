import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { withReferences } from '../../client/model/mention.ts';
import { Markdown } from '../../client/ui/discussion/Markdown.tsx';
import { NamesContext } from '../../client/ui/names.ts';

const NOBODY = 'ee'.repeat(32);
const NAMED = 'a1'.repeat(32);

function render(text: string, name = 'Noé'): string {
  const nameOf = (memberId: string) => (memberId === NAMED ? name : 'a member');
  return renderToStaticMarkup(
    createElement(NamesContext, { value: nameOf }, createElement(Markdown, { text })),
  );
}

test('Eve mentions nobody: it reads "a member", and her bytes are no name', () => {
  expect(render(`Ask @{${NOBODY}}.`)).toContain('Ask <span class="mention">a member</span>.');
});

test.each([`@{${NAMED.slice(1)}}`, `@{${NAMED.toUpperCase()}}`, '@{Noé}', '@{}'])(
  'what only looks like a reference stays as it was written: %s',
  (text) => {
    expect(render(text)).toBe(`<div class="prose"><p>${text}</p></div>`);
  },
);

test('a name full of marks is drawn as a name, and gets no link and no element', () => {
  const name = '[*Alice*](https://evil.example)<b>';
  expect(render(`@{${NAMED}}`, name)).toContain(
    '<span class="mention">[*Alice*](https://evil.example)&lt;b&gt;</span>',
  );
  expect(withReferences(`@${name}!`, [{ id: NAMED, name }])).toBe(`@{${NAMED}}!`);
});

test('as many references as a letter holds are drawn as what they are', () => {
  const text = `@{${NOBODY}}`.repeat(290);
  expect(render(text).match(/a member/g)).toHaveLength(290);
});
