import { fromMarkdown, type Options } from 'mdast-util-from-markdown';
import { isInProportion } from './proportion.ts';

export type LetterNode = ReturnType<typeof fromMarkdown>['children'][number];

// What the subset leaves out stands as it was written. Above all names of characters, for which the parser asks
// the document through an HTML sink, which the policy of the page refuses.
const SUBSET: Options = {
  extensions: [
    {
      disable: {
        null: ['characterReference', 'definition', 'htmlFlow', 'htmlText', 'setextUnderline'],
      },
    },
  ],
  // Without definitions no label leads anywhere, and none is to be decoded.
  mdastExtensions: [{ exit: { labelText: () => undefined } }],
};

/** @returns the blocks of a letter; none where it has to be shown as it was written */
export function parseLetter(text: string): readonly LetterNode[] {
  return isInProportion(text) ? fromMarkdown(text, SUBSET).children : [];
}

/** What the node was written with. */
export function sourceOf({ position }: LetterNode, text: string): string {
  return text.slice(position?.start.offset ?? 0, position?.end.offset);
}

/** Whether anything of the node can be seen: a member may send signs only, as in `[](…)` or `#`. */
export function hasWords(node: LetterNode): boolean {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return node.value.trim() !== '';
    case 'image':
      return node.alt !== null && node.alt !== undefined && node.alt.trim() !== '';
    default:
      return 'children' in node && node.children.some(hasWords);
  }
}
