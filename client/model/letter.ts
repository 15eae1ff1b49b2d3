import {
  bucketStart,
  checkAmendment,
  equalBytes,
  NO_EXPIRY,
  toHex,
  type Amendment,
  type Contribution,
  type EntryBody,
  type Reaction,
  type ReactionKind,
} from '../../crypto/index.ts';

/** One letter out of opened entries: what it says now, and what has been said about it. */

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
  /** The last hour in which its author may be known; null where nobody is, or no longer. */
  readonly attribution: { readonly bucket: number } | null;
  readonly body: EntryBody;
  /** This device said it, and may change it. */
  readonly isOwn: boolean;
  /** It has not been seen in the log. */
  readonly isWaiting: boolean;
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

const HOUR_MS = 3_600_000;

/** What is said to fade later than its key dies fades with its key. */
export function fadeOf(saidMs: number | null, bucket: number): number | null {
  if (bucket === NO_EXPIRY) return saidMs;
  const keyDiesMs = bucketStart(bucket) * 1000 + HOUR_MS;
  return saidMs === null ? keyDiesMs : Math.min(saidMs, keyDiesMs);
}

/** Of two times of fading, null being never. */
export function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
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

type MadeLetter = {
  readonly amendments: readonly OpenedEntry[];
  readonly answers: readonly OpenedEntry[];
  readonly endsAtMs: number | null;
  readonly letter: Letter;
};

const NOTHING: readonly OpenedEntry[] = [];

/** A letter about which nothing new has been said is the same object: what is made of it need not be made again. */
const letters = new WeakMap<OpenedEntry, MadeLetter>();

function sameEntries(a: readonly OpenedEntry[], b: readonly OpenedEntry[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

export function letterOf(
  entry: OpenedEntry,
  contribution: Contribution,
  allAmendments: ReadonlyMap<string, readonly OpenedEntry[]>,
  endsAtMs: number | null,
): Letter {
  const known = letters.get(entry);
  const id = known?.letter.id ?? toHex(entry.entryId);
  const amendments = allAmendments.get(id) ?? NOTHING;
  const answers =
    amendments.length === 0
      ? NOTHING
      : amendments.flatMap(({ body, entryId }) =>
          body.kind === 'reaction' ? (allAmendments.get(toHex(entryId)) ?? NOTHING) : NOTHING,
        );
  if (
    known?.endsAtMs === endsAtMs &&
    sameEntries(known.amendments, amendments) &&
    sameEntries(known.answers, answers)
  ) {
    return known.letter;
  }
  const answered = reactionsTo(entry, amendments, allAmendments);
  const letter = makeLetter(entry, contribution, amendments, answered, endsAtMs);
  letters.set(entry, { amendments, answers, endsAtMs, letter });
  return letter;
}

function makeLetter(
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
