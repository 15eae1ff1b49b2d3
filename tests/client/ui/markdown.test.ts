import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Markdown } from '../../../client/ui/discussion/Markdown.tsx';
import { safeLink } from '../../../client/ui/discussion/safeLink.ts';
import { NamesContext } from '../../../client/ui/names.ts';

const NOE = 'a1'.padEnd(64, '0');

function render(text: string): string {
  const drawn = createElement(Markdown, { text });
  const markup = renderToStaticMarkup(
    createElement(NamesContext, { value: (id) => (id === NOE ? 'Noé' : 'a member') }, drawn),
  );
  return markup.replace(/^<div class="prose">/, '').replace(/<\/div>$/, '');
}

describe('the subset', () => {
  test.each([
    ['*a* **b** `c`', '<p><em>a</em> <strong>b</strong> <code>c</code></p>'],
    ['> said', '<blockquote><p>said</p></blockquote>'],
    ['3. three', '<ol start="3"><li><p>three</p></li></ol>'],
    ['# Loud', '<p><strong>Loud</strong></p>'],
  ])('%s is drawn', (text, markup) => {
    expect(render(text)).toBe(markup);
  });

  test('HTML is shown as it was written, and never becomes elements', () => {
    const image = '<img src=x onerror=alert(1)>';
    expect(render(image)).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    expect(render('a <b>c</b>')).toBe('<p>a &lt;b&gt;c&lt;/b&gt;</p>');
  });

  test('an image is its words: nothing is fetched', () => {
    expect(render('![a lake](https://tracker.example/x.png)')).toBe('<p>a lake</p>');
  });
});

describe('a mention', () => {
  const named = '<span class="mention">Noé</span>';
  const asked = `@{${NOE}}`;

  test.each([
    [`Ask ${asked}.`, `<p>Ask ${named}.</p>`],
    [`> - *${asked}*`, `<blockquote><ul><li><p><em>${named}</em></p></li></ul></blockquote>`],
    [`# ${asked}`, `<p><strong>${named}</strong></p>`],
    [`a\n${asked} b`, `<p>a\n${named} b</p>`],
    [`\`${asked}\``, `<p><code>${named}</code></p>`],
    [`\`\`\`\n${asked}\n\`\`\``, `<pre><code>${named}</code></pre>`],
    [`<b>${asked}</b>`, `<p>&lt;b&gt;${named}&lt;/b&gt;</p>`],
    [`![${asked}](x)`, `<p>${named}</p>`],
    [`![](x) [](${asked})`, `<p>![](x) [](${named})</p>`],
  ])('is a name in %j', (text, markup) => {
    expect(render(text)).toBe(markup);
  });

  test('is a name as well where a letter has to stand as it was written', () => {
    const marks = '*'.repeat(301);
    expect(render(`${marks}${asked}`)).toBe(`<p>${marks}${named}</p>`);
  });
});

describe('what was written stays', () => {
  test.each([
    ['Q&A; AT&amp;T &#65; &copy;', '<p>Q&amp;A; AT&amp;amp;T &amp;#65; &amp;copy;</p>'],
    ['one\ntwo\n  three', '<p>one\ntwo\nthree</p>'],
    ['one  \ntwo', '<p>one<br/>two</p>'],
    ['```\na\n  b\n```', '<pre><code>a\n  b</code></pre>'],
    ['Alice\n--', '<p>Alice\n--</p>'],
    ['a\n\n---\n\nb', '<p>a</p><p>---</p><p>b</p>'],
  ])('%j is drawn with all its characters and lines', (text, markup) => {
    expect(render(text)).toBe(markup);
  });

  test.each([
    '---',
    '[ref]: https://example.org/',
    '![](https://example.org/x.png)',
    '[](https://example.org/)',
    '#',
    '-',
    '- 1.',
    '```\n```',
    ' ',
  ])('%j has no words of its own, and stands as it was written', (text) => {
    expect(render(text)).toBe(`<p>${text}</p>`);
  });

  test('an image without words stands as it was written between words', () => {
    expect(render('see ![](x) there')).toBe('<p>see ![](x) there</p>');
  });
});

describe('links', () => {
  test('lead out without an opener or a referrer', () => {
    expect(render('[there](https://example.org/a)')).toBe(
      '<p><a href="https://example.org/a" target="_blank" rel="noopener noreferrer">there</a></p>',
    );
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'blob:https://example.org/1',
    'file:///etc/passwd',
    'vbscript:x',
    '/j#key',
    '//example.org',
    'settings',
    '',
  ])('%j is no link', (url) => {
    expect(safeLink(url)).toBeNull();
  });

  test.each(['http://example.org/', 'https://example.org/', 'mailto:ada@example.org'])(
    '%s is one',
    (url) => {
      expect(safeLink(url)).toBe(url);
    },
  );

  test('one that may not lead anywhere stays as its words', () => {
    expect(render('[click](javascript:alert(1))')).toBe('<p>click</p>');
  });
});
