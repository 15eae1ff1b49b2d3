import { equalBytes, toHex, type DiscussionHeader } from '../../crypto/index.ts';
import { fadeOf, letterOf, type Amended, type Letter, type OpenedEntry } from './letter.ts';

export { earlier, fadeOf, type Amended, type Letter, type OpenedEntry } from './letter.ts';

/** Discussions made out of opened entries, PROTOCOL.md §6: any subset in log order gives a sound view. */

export type Thread = Heading & {
  readonly id: string;
  readonly fadesAtMs: number | null;
  readonly letters: readonly Letter[];
  /** Where the newest letter of anybody else stands, 0 for none: own ones are never news. */
  readonly newestOther: number;
  /** Somebody would have changed a letter or a reaction whose own key has not signed, or reacted from another place. */
  readonly hasForgery: boolean;
};

/** What a discussion says of itself, and the hour of the key that says it. */
export type Heading = {
  readonly discussionId: Uint8Array;
  readonly header: DiscussionHeader;
  readonly bucket: number;
};

function headingOf(entry: OpenedEntry): Heading | null {
  const { discussionId, body, bucket } = entry;
  return body.kind === 'header' ? { discussionId, header: body, bucket } : null;
}

export function headingFadesAtMs({ header, bucket }: Heading): number | null {
  return fadeOf(header.fadesAtMs, bucket);
}

/**
 * @param entries of one discussion, in the order of the log
 * @param nowMs what has faded by then is left out, though its key may live a little longer
 * @param known the heading, where its own entry is not among these
 * @returns null where there is none, or the discussion has faded
 */
export function threadOf(
  entries: readonly OpenedEntry[],
  nowMs: number,
  known: Heading | null = null,
): Thread | null {
  // Restated ones say the same: the discussion's id is made of what they say.
  const first = entries.find((entry) => entry.body.kind === 'header');
  const heading = (first && headingOf(first)) ?? known;
  if (heading === null) return null;
  const fadesAtMs = headingFadesAtMs(heading);
  if (fadesAtMs !== null && fadesAtMs <= nowMs) return null;
  const amendments = amendmentsIn(entries);
  const standing: Letter[] = [];
  for (const entry of entries) {
    if (entry.body.kind !== 'contribution') continue;
    const letter = letterOf(entry, entry.body, amendments, fadesAtMs);
    if (letter.fadesAtMs === null || letter.fadesAtMs > nowMs) standing.push(letter);
  }
  const hasForgery = standing.some(({ isForged }) => isForged);
  const id = toHex(heading.discussionId);
  const newestOther = newestOtherOf(standing) ?? 0;
  return { ...heading, id, fadesAtMs, letters: standing, newestOther, hasForgery };
}

/** The letter or the reaction that has this id. */
export function amendedIn({ letters }: Thread, entryId: Uint8Array): Amended | undefined {
  for (const letter of letters) {
    if (equalBytes(letter.entry.entryId, entryId)) return letter;
    const reaction = letter.reactions.find((one) => equalBytes(one.entry.entryId, entryId));
    if (reaction !== undefined) return { entry: reaction.entry, edits: 0 };
  }
  return undefined;
}

/**
 * The same thread with contributions that follow all that stands in it, about which nothing has been said.
 * @param nowMs as for `threadOf`, and nothing in the thread fades before it
 */
export function withContributions(
  thread: Thread,
  entries: readonly OpenedEntry[],
  nowMs: number,
): Thread {
  const news = entries.flatMap((entry) => {
    if (entry.body.kind !== 'contribution') return [];
    const letter = letterOf(entry, entry.body, new Map(), thread.fadesAtMs);
    return letter.fadesAtMs === null || letter.fadesAtMs > nowMs ? [letter] : [];
  });
  const newestOther = newestOtherOf(news) ?? thread.newestOther;
  const longer = { ...thread, letters: [...thread.letters, ...news], newestOther };
  extended.set(longer, extended.get(thread) ?? thread);
  extended.delete(thread);
  return longer;
}

function newestOtherOf(letters: readonly Letter[]): number | undefined {
  return letters.findLast(({ entry }) => !entry.isOwn)?.entry.index;
}

const extended = new WeakMap<Thread, Thread>();

/** A thread whose letters are the first of this one's, and about all of which the same has been said. Once. */
export function takeBeginning(thread: Thread): Thread | null {
  const beginning = extended.get(thread) ?? null;
  extended.delete(thread);
  return beginning;
}

/** By what they are about. */
function amendmentsIn(entries: readonly OpenedEntry[]): ReadonlyMap<string, OpenedEntry[]> {
  const amendments = new Map<string, OpenedEntry[]>();
  for (const entry of entries) {
    const { body } = entry;
    if (body.kind === 'contribution' || body.kind === 'header') continue;
    const id = toHex(body.target);
    const ofTarget = amendments.get(id);
    if (ofTarget === undefined) amendments.set(id, [entry]);
    else ofTarget.push(entry);
  }
  return amendments;
}

const byId = new WeakMap<Thread, ReadonlyMap<string, Letter>>();

/** @param id hexadecimal */
export function letterIn(thread: Thread, id: string): Letter | undefined {
  const known = byId.get(thread) ?? new Map(thread.letters.map((letter) => [letter.id, letter]));
  byId.set(thread, known);
  return known.get(id);
}

/** The letter that is quoted, while it stands here and has said these words: a quote shows nothing that its source does not. */
export function quotedBy(thread: Thread, letter: Letter): Letter | null {
  const { quote } = letter.contribution;
  if (quote === null || letter.isWithdrawn) return null;
  const quoted = letterIn(thread, toHex(quote.target));
  return quoted?.versions.some((text) => text.includes(quote.text)) ? quoted : null;
}
