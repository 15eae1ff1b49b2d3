import {
  bucketStart,
  checkAmendment,
  equalBytes,
  NO_EXPIRY,
  toHex,
  type Amendment,
  type Contribution,
  type DiscussionHeader,
  type EntryBody,
  type Reaction,
  type ReactionKind,
} from '../../crypto/index.ts';

/** Discussions made out of opened entries, PROTOCOL.md §6: any subset in log order gives a sound view. */

/** `author` the member's id, 32 bytes, where it is still known. `bucket` the hour of the entry's key. */
export type OpenedEntry = {
  readonly entryId: Uint8Array;
  readonly documentId: Uint8Array;
  readonly discussionId: Uint8Array;
  readonly rosterEpoch: number;
  readonly part: number;
  readonly index: number;
  readonly hour: number;
  readonly bucket: number;
  readonly author: Uint8Array | null;
  readonly body: EntryBody;
};

/** One word of one member about a letter. */
export type StandingReaction = {
  readonly kind: ReactionKind;
  readonly entry: OpenedEntry;
};

export type Letter = {
  readonly id: string;
  readonly entry: OpenedEntry;
  readonly contribution: Contribution;
  /** Empty where it was withdrawn. */
  readonly text: string;
  readonly isWithdrawn: boolean;
  /** Number of the last edit; 0 for none. */
  readonly edits: number;
  readonly isForged: boolean;
  readonly fadesAtMs: number | null;
  /** All that it has said, so that a quote can be held against it; nothing where it was withdrawn. */
  readonly versions: readonly string[];
  /** In the order of the log, one of a kind for each known member; none where the letter was withdrawn. */
  readonly reactions: readonly StandingReaction[];
};

/** What an edit, a reaction or a withdrawal is about: a letter, or a reaction, which nobody edits. */
export type Amended = Pick<Letter, 'entry' | 'edits'>;

export type Thread = {
  readonly id: string;
  readonly discussionId: Uint8Array;
  readonly header: DiscussionHeader;
  readonly fadesAtMs: number | null;
  readonly letters: readonly Letter[];
  /** Somebody would have changed a letter or a reaction whose own key has not signed, or reacted from another place. */
  readonly hasForgery: boolean;
};

const HOUR_MS = 3_600_000;

/** What is said to fade later than its key dies fades with its key. */
function fadeOf(saidMs: number | null, bucket: number): number | null {
  if (bucket === NO_EXPIRY) return saidMs;
  const keyDiesMs = bucketStart(bucket) * 1000 + HOUR_MS;
  return saidMs === null ? keyDiesMs : Math.min(saidMs, keyDiesMs);
}

/** Of two times of fading, null being never. */
export function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/**
 * @param opened in the order of the log
 * @param nowMs what has faded by then is left out, though its key may live a little longer
 */
export function threadsOf(
  opened: readonly OpenedEntry[],
  nowMs: number,
): ReadonlyMap<string, Thread> {
  const threads = new Map<string, Thread>();
  const byDiscussion = Map.groupBy(opened, (entry) => toHex(entry.discussionId));
  for (const [id, entries] of byDiscussion) {
    const thread = threadOf(id, entries, nowMs);
    if (thread !== null) threads.set(id, thread);
  }
  return threads;
}

function threadOf(id: string, entries: readonly OpenedEntry[], nowMs: number): Thread | null {
  // Restated ones say the same: the discussion's id is made of what they say.
  const first = entries.find((entry) => entry.body.kind === 'header');
  if (first?.body.kind !== 'header') return null;
  const fadesAtMs = fadeOf(first.body.fadesAtMs, first.bucket);
  if (fadesAtMs !== null && fadesAtMs <= nowMs) return null;
  const amendments = Map.groupBy(entries, ({ body }) =>
    'target' in body ? toHex(body.target) : '',
  );
  const letters = entries.flatMap((entry) => {
    if (entry.body.kind !== 'contribution') return [];
    const ofEntry = amendments.get(toHex(entry.entryId)) ?? [];
    const answered = reactionsTo(entry, ofEntry, amendments);
    const letter = letterOf(entry, entry.body, ofEntry, answered, fadesAtMs);
    return letter.fadesAtMs !== null && letter.fadesAtMs <= nowMs ? [] : [letter];
  });
  const { discussionId } = first;
  const hasForgery = letters.some(({ isForged }) => isForged);
  return { id, discussionId, header: first.body, fadesAtMs, letters, hasForgery };
}

/** A signature is checked once: a view is made at each change, and an amendment stays what it is. */
const checked = new WeakMap<Amendment, boolean>();

function isSigned(
  amended: Contribution | Reaction,
  documentId: Uint8Array,
  amendment: Amendment,
): boolean {
  const known = checked.get(amendment);
  if (known !== undefined) return known;
  const isTheirs = checkAmendment(amended, documentId, amendment);
  checked.set(amendment, isTheirs);
  return isTheirs;
}

function reactionsTo(
  entry: OpenedEntry,
  answers: readonly OpenedEntry[],
  amendments: ReadonlyMap<string, readonly OpenedEntry[]>,
): Pick<Letter, 'reactions' | 'isForged'> {
  const said = new Set<string>();
  let isForged = false;
  const reactions = answers.flatMap((answer) => {
    const { body, documentId, entryId, author } = answer;
    if (body.kind !== 'reaction') return [];
    if (!equalBytes(documentId, entry.documentId)) {
      isForged = true;
      return [];
    }
    let isTakenBack = false;
    for (const { body: amendment, documentId: place } of amendments.get(toHex(entryId)) ?? []) {
      if (amendment.kind !== 'edit' && amendment.kind !== 'withdraw') continue;
      if (!equalBytes(place, documentId) || !isSigned(body, documentId, amendment)) isForged = true;
      else if (amendment.kind === 'withdraw') isTakenBack = true;
    }
    if (isTakenBack) return [];
    const saying = author === null ? null : `${body.reaction}/${toHex(author)}`;
    if (saying !== null && said.has(saying)) return [];
    if (saying !== null) said.add(saying);
    return [{ kind: body.reaction, entry: answer }];
  });
  return { reactions, isForged };
}

/** The letter or the reaction that has this id. */
export function amendedIn(
  threads: ReadonlyMap<string, Thread>,
  entryId: Uint8Array,
): Amended | undefined {
  for (const { letters } of threads.values()) {
    for (const letter of letters) {
      if (equalBytes(letter.entry.entryId, entryId)) return letter;
      const reaction = letter.reactions.find((one) => equalBytes(one.entry.entryId, entryId));
      if (reaction !== undefined) return { entry: reaction.entry, edits: 0 };
    }
  }
  return undefined;
}

/** The letter that is quoted, while it stands here and has said these words: a quote shows nothing that its source does not. */
export function quotedBy(thread: Thread, letter: Letter): Letter | null {
  const { quote } = letter.contribution;
  if (quote === null || letter.isWithdrawn) return null;
  const id = toHex(quote.target);
  const quoted = thread.letters.find((one) => one.id === id);
  return quoted?.versions.some((text) => text.includes(quote.text)) ? quoted : null;
}

function letterOf(
  entry: OpenedEntry,
  contribution: Contribution,
  amendments: readonly OpenedEntry[],
  answered: Pick<Letter, 'reactions' | 'isForged'>,
  discussionFadesAtMs: number | null,
): Letter {
  let text = contribution.text;
  let edits = 0;
  let isWithdrawn = false;
  let { isForged } = answered;
  const versions = [text];
  for (const { body, documentId } of amendments) {
    if (body.kind !== 'edit' && body.kind !== 'withdraw') continue;
    if (!equalBytes(documentId, entry.documentId) || !isSigned(contribution, documentId, body)) {
      isForged = true;
      continue;
    }
    if (body.kind === 'withdraw') {
      isWithdrawn = true;
      continue;
    }
    versions.push(body.text);
    if (body.sequence > edits) {
      edits = body.sequence;
      text = body.text;
    }
  }
  return {
    id: toHex(entry.entryId),
    entry,
    contribution,
    text: isWithdrawn ? '' : text,
    isWithdrawn,
    edits,
    isForged,
    versions: isWithdrawn ? [] : versions,
    reactions: isWithdrawn ? [] : answered.reactions,
    fadesAtMs: earlier(fadeOf(contribution.fadesAtMs, entry.bucket), discussionFadesAtMs),
  };
}
