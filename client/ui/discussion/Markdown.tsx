import { memo, useMemo, type ReactNode } from 'react';
import { splitMentions } from '../../model/mention.ts';
import { useNameOf } from '../names.ts';
import { hasWords, parseLetter, sourceOf, type LetterNode } from './parseLetter.ts';
import { safeLink } from './safeLink.ts';

/** Deeper than anybody speaks; what lies below stands as it was written. */
const MOST_LEVELS = 24;

/**
 * A subset of Markdown as React elements, with no HTML sink, line breaks kept. What lies outside it (HTML, images,
 * names of characters, tables), or says nothing, is shown as the text it was written with, or as its words.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseLetter(text), [text]);
  return (
    <div className="prose">
      {blocks.length === 0 ? (
        <p>{words(text)}</p>
      ) : (
        blocks.map((block, place) =>
          hasWords(block) ? (
            <Element key={place} node={block} text={text} level={0} />
          ) : (
            <p key={place}>{words(sourceOf(block, text))}</p>
          ),
        )
      )}
    </div>
  );
});

type Place = { readonly node: LetterNode; readonly text: string; readonly level: number };

function Element({ node, text, level }: Place): ReactNode {
  if (level === MOST_LEVELS) return words(sourceOf(node, text));
  const inner = (nodes: readonly LetterNode[]): ReactNode =>
    nodes.map((child, place) => <Element key={place} node={child} text={text} level={level + 1} />);

  switch (node.type) {
    case 'paragraph':
      return <p>{inner(node.children)}</p>;
    case 'heading':
      return (
        <p>
          <strong>{inner(node.children)}</strong>
        </p>
      );
    case 'emphasis':
      return <em>{inner(node.children)}</em>;
    case 'strong':
      return <strong>{inner(node.children)}</strong>;
    case 'blockquote':
      return <blockquote>{inner(node.children)}</blockquote>;
    case 'list':
      return node.ordered ? (
        <ol start={node.start ?? 1}>{inner(node.children)}</ol>
      ) : (
        <ul>{inner(node.children)}</ul>
      );
    case 'listItem':
      return <li>{inner(node.children)}</li>;
    case 'inlineCode':
      return <code>{words(node.value)}</code>;
    case 'code':
      return (
        <pre>
          <code>{words(node.value)}</code>
        </pre>
      );
    case 'break':
      return <br />;
    case 'link': {
      if (!hasWords(node)) return words(sourceOf(node, text));
      const href = safeLink(node.url);
      const label = inner(node.children);
      return href === null ? (
        label
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {label}
        </a>
      );
    }
    case 'image':
      return words(hasWords(node) ? (node.alt ?? '') : sourceOf(node, text));
    case 'text':
      return words(node.value);
    case 'thematicBreak':
      return <p>{sourceOf(node, text)}</p>;
    default:
      return words(sourceOf(node, text));
  }
}

function words(text: string): ReactNode {
  return splitMentions(text).map((part, place) =>
    place % 2 === 0 ? part : <Mention key={place} memberId={part} />,
  );
}

function Mention({ memberId }: { readonly memberId: string }) {
  return <span className="mention">{useNameOf()(memberId)}</span>;
}
