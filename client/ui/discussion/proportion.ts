/** What the parser takes many times longer over than over words, as any member may send it to all the others. */

/** More than a letter of the greatest length has, unless it is made of short lines only. */
const MOST_LINES = 1000;
/** Of quotation or list, opened by one line or by what it stands in. */
const MOST_LEVELS = 10;
const MOST_LEVELS_OF_ALL_LINES = 1000;
const MOST_MARKS = 2000;
const MOST_MARKS_IN_PARAGRAPH = 300;

const LEVEL = />|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)|\t| {4}/g;
const LEVELS_AT_LINE_START = new RegExp(`^ {0,3}(?:(?:${LEVEL.source}) {0,3})+`, 'gm');
const LINE_END = /\r\n?|\n/g;
const BLANK_LINE = /\n[\t ]*\n/;
const MARK = /[*_`[\]<!\\]/g;

/** Whether a letter's words can be told from its markup at a cost in proportion to its length. Linear itself. */
export function isInProportion(text: string): boolean {
  const levels = text.match(LEVELS_AT_LINE_START)?.map((signs) => count(signs, LEVEL)) ?? [];
  return (
    count(text, LINE_END) < MOST_LINES &&
    levels.every((ofLine) => ofLine <= MOST_LEVELS) &&
    levels.reduce((sum, ofLine) => sum + ofLine, 0) <= MOST_LEVELS_OF_ALL_LINES &&
    count(text, MARK) <= MOST_MARKS &&
    text.split(BLANK_LINE).every((part) => count(part, MARK) <= MOST_MARKS_IN_PARAGRAPH)
  );
}

function count(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}
