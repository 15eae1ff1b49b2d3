/** As long as a quoted passage may be, PROTOCOL.md §6. */
export const PASSAGE_CHARACTERS = 600;

/**
 * What of a letter is quoted: the words that are selected, where the letter has them as they stand, and otherwise as
 * much of its beginning as a quote holds.
 */
export function passageOf(text: string, selected: string): string {
  const chosen = selected.trim();
  if (chosen !== '' && chosen.length <= PASSAGE_CHARACTERS && text.includes(chosen)) return chosen;
  if (text.length <= PASSAGE_CHARACTERS) return text;
  const beginning = text.slice(0, PASSAGE_CHARACTERS + 1);
  const words = beginning.slice(0, Math.max(beginning.search(/\s\S*$/), 0)).trimEnd();
  return words === ''
    ? beginning
        .slice(0, PASSAGE_CHARACTERS)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
    : words;
}

/** The words selected within this element; nothing where the selection reaches out of it. */
export function selectionWithin(element: Element | null): string {
  const selection = window.getSelection();
  if (selection === null || element === null || selection.rangeCount === 0) return '';
  const { commonAncestorContainer } = selection.getRangeAt(0);
  return element.contains(commonAncestorContainer) ? selection.toString() : '';
}
