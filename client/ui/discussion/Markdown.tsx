import { fromMarkdown } from 'mdast-util-from-markdown';
import { memo, useMemo, type ReactNode } from 'react';
import { splitMentions } from '../../model/mention.ts';
import { useNameOf } from '../names.ts';
import { safeLink } from './safeLink.ts';

type Node = ReturnType<typeof fromMarkdown>['children'][number];

/**
 * A subset of Markdown as React elements, with no HTML sink. What lies outside it (HTML, images, headings,
 * tables) is shown as the text it was written with, or as its words.
 */
export const Markdown = memo(function Markdown({ text }: { readonly text: string }) {
  const tree = useMemo(() => fromMarkdown(text), [text]);
  return <div className="prose">{renderAll(tree.children)}</div>;
});

function renderAll(nodes: readonly Node[]): ReactNode {
  return nodes.map((node, place) => <Element key={place} node={node} />);
}

function Element({ node }: { readonly node: Node }): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return <p>{renderAll(node.children)}</p>;
    case 'heading':
      return (
        <p>
          <strong>{renderAll(node.children)}</strong>
        </p>
      );
    case 'emphasis':
      return <em>{renderAll(node.children)}</em>;
    case 'strong':
      return <strong>{renderAll(node.children)}</strong>;
    case 'blockquote':
      return <blockquote>{renderAll(node.children)}</blockquote>;
    case 'list':
      return node.ordered ? (
        <ol start={node.start ?? 1}>{renderAll(node.children)}</ol>
      ) : (
        <ul>{renderAll(node.children)}</ul>
      );
    case 'listItem':
      return <li>{renderAll(node.children)}</li>;
    case 'inlineCode':
      return <code>{words(node.value)}</code>;
    case 'code':
      return (
        <p>
          <code>{words(node.value)}</code>
        </p>
      );
    case 'break':
      return <br />;
    case 'link': {
      const href = safeLink(node.url);
      const words = renderAll(node.children);
      return href === null ? (
        words
      ) : (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {words}
        </a>
      );
    }
    case 'image':
      return node.alt ?? '';
    case 'text':
    case 'html':
      return words(node.value);
    default:
      return 'children' in node ? renderAll(node.children) : null;
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
