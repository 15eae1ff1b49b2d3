import { memo, useMemo, type ReactNode } from 'react';
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
        <p>{text}</p>
      ) : (
        blocks.map((block, place) =>
          hasWords(block) ? (
            <Element key={place} node={block} text={text} level={0} />
          ) : (
            <p key={place}>{sourceOf(block, text)}</p>
          ),
        )
      )}
    </div>
  );
});

type Place = { readonly node: LetterNode; readonly text: string; readonly level: number };

function Element({ node, text, level }: Place): ReactNode {
  if (level === MOST_LEVELS) return sourceOf(node, text);
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
      return <code>{node.value}</code>;
    case 'code':
      return (
        <pre>
          <code>{node.value}</code>
        </pre>
      );
    case 'break':
      return <br />;
    case 'link': {
      if (!hasWords(node)) return sourceOf(node, text);
      const href = safeLink(node.url);
      const words = inner(node.children);
      return href === null ? (
        words
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {words}
        </a>
      );
    }
    case 'image':
      return hasWords(node) ? node.alt : sourceOf(node, text);
    case 'text':
      return node.value;
    case 'thematicBreak':
      return <p>{sourceOf(node, text)}</p>;
    default:
      return sourceOf(node, text);
  }
}
