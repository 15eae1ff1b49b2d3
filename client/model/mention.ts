/** Within a letter's words `@{id}` refers to a member, PROTOCOL.md §6: the name itself is never written down. */

type Named = { readonly id: string; readonly name: string };

const REFERENCE = /@\{([0-9a-f]{64})\}/;
const ESCAPED = /[\\^$.*+?()[\]{}|/-]/g;

/** Words and references by turns: the even places are words, the odd ones members' ids. */
export function splitMentions(text: string): readonly string[] {
  return text.split(REFERENCE);
}

/** @param nameOf whom to call what, in words */
export function withNames(text: string, nameOf: (memberId: string) => string): string {
  return splitMentions(text)
    .map((part, place) => (place % 2 === 0 ? part : `@${nameOf(part)}`))
    .join('');
}

/** Each "@Name" of a member as a reference; the longest name that fits, and none within an address. */
export function withReferences(text: string, members: readonly Named[]): string {
  const named = members.toSorted((one, other) => other.name.length - one.name.length);
  if (named.length === 0) return text;
  const names = named.map(({ name }) => name.replaceAll(ESCAPED, String.raw`\$&`)).join('|');
  const written = new RegExp(String.raw`(?<![\p{L}\p{N}./_-])@(${names})(?![\p{L}\p{N}])`, 'gu');
  return text.replaceAll(written, (whole, name: string) => {
    const member = named.find((one) => one.name === name);
    return member === undefined ? whole : `@{${member.id}}`;
  });
}
