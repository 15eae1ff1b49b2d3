const EXCERPT_CHARACTERS = 90;
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text on one line, cut between characters as readers see them. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  let count = 0;
  for (const { index } of characters.segment(line)) {
    if (count === EXCERPT_CHARACTERS) return `${line.slice(0, index)}…`;
    count += 1;
  }
  return line;
}
