import { bucketStart, equalBytes, memberOf, REACTIONS, toHex } from '../../crypto/index.ts';
import type { ContributionView, ReactionView } from '../model/snapshot.ts';
import { letterIn, quotedBy, type Letter, type Thread } from '../model/thread.ts';
import { type CircleState, type EntryIntent, memberKeyOf, positionOf } from './circleState.ts';
import { isOverdue } from './pump.ts';

/** One contribution as a screen shows it. */

const HOUR_MS = 3_600_000;

type Own = CircleState['own'];
const names = new WeakMap<Own[number], string>();
const namesOfOwn = new WeakMap<Own, ReadonlySet<string>>();

function nameOf(one: Own[number]): string {
  const known = names.get(one) ?? toHex(one.entryId);
  names.set(one, known);
  return known;
}

export function isOwn({ own }: CircleState, letter: Letter): boolean {
  const known = namesOfOwn.get(own) ?? new Set(own.map(nameOf));
  namesOfOwn.set(own, known);
  return known.has(letter.id);
}

export function lastReadIndex({ lastRead }: CircleState, discussionId: Uint8Array): number {
  return lastRead.find((one) => equalBytes(one.discussionId, discussionId))?.index ?? 0;
}

export function isWaiting(circle: CircleState, letter: Letter): boolean {
  return letter.entry.index > positionOf(circle, circle.head.index);
}

/** All that a view depends on beside its letter. */
type Surroundings = {
  readonly governance: CircleState['governance'];
  readonly waits: boolean;
  readonly own: boolean;
  readonly target: Letter | undefined;
  readonly quoted: Letter | null;
};

const views = new WeakMap<Letter, Surroundings & { readonly view: ContributionView }>();

export function contributionView(
  circle: CircleState,
  thread: Thread,
  letter: Letter,
): ContributionView {
  const { governance } = circle;
  const waits = isWaiting(circle, letter);
  const own = waits || isOwn(circle, letter);
  const { replyTo } = letter.contribution;
  const target = replyTo === null ? undefined : letterIn(thread, toHex(replyTo));
  const quoted = quotedBy(thread, letter);
  const known = views.get(letter);
  const isSame =
    known?.governance === governance &&
    known.waits === waits &&
    known.own === own &&
    known.target === target &&
    known.quoted === quoted;
  if (isSame) return known.view;
  const around = { governance, waits, own, target, quoted };
  const view = makeView(circle, letter, around);
  views.set(letter, { ...around, view });
  return view;
}

function makeView(
  circle: CircleState,
  letter: Letter,
  { waits, own, target, quoted }: Surroundings,
): ContributionView {
  const { entry, contribution, isWithdrawn, fadesAtMs } = letter;
  const author = entry.author && memberOf(circle.governance, entry.author);
  const { replyTo } = contribution;
  return {
    id: letter.id,
    state: isWithdrawn ? 'withdrawn' : waits ? 'waiting' : 'sent',
    author: author ? { id: toHex(author.memberId), name: author.name } : null,
    isOwn: own,
    text: letter.text,
    writtenAtMs: bucketStart(contribution.writtenHour) * 1000,
    fadesAtMs,
    // For now a name lives as long as what it names.
    attributionFadesAtMs: fadesAtMs,
    isEdited: letter.edits > 0,
    mayEdit: own && !waits && !isWithdrawn,
    replyTo: replyTo && {
      id: toHex(replyTo),
      text: target && !target.isWithdrawn ? target.text : null,
    },
    quote: quoteView(circle, letter, quoted),
    reactions: reactionViews(circle, letter),
  };
}

function quoteView(
  circle: CircleState,
  letter: Letter,
  quoted: Letter | null,
): ContributionView['quote'] {
  const { quote } = letter.contribution;
  if (quote === null || letter.isWithdrawn) return null;
  const author = quoted?.entry.author && memberOf(circle.governance, quoted.entry.author);
  return {
    id: toHex(quote.target),
    text: quoted === null ? null : quote.text,
    author: author ? author.name : null,
  };
}

function reactionViews(circle: CircleState, letter: Letter): readonly ReactionView[] {
  const self = memberKeyOf(circle.identity).publicKey;
  return REACTIONS.flatMap((kind) => {
    const authors = letter.reactions
      .filter((one) => one.kind === kind)
      .map(({ entry }) => entry.author);
    if (authors.length === 0) return [];
    const isSelf = (author: Uint8Array | null) => author !== null && equalBytes(author, self);
    const others = authors.filter((author) => !isSelf(author));
    const names = others.flatMap((author) => {
      const member = author && memberOf(circle.governance, author);
      return member ? [member.name] : [];
    });
    const hasUnnamed = names.length < others.length;
    return [{ kind, isOwn: authors.some(isSelf), names, hasUnnamed }];
  });
}

export function overdueViews(
  circle: CircleState,
  discussionId: Uint8Array,
  nowMs: number,
): readonly ContributionView[] {
  const self = memberOf(circle.governance, memberKeyOf(circle.identity).publicKey);
  const isHere = (intent: EntryIntent) => equalBytes(intent.discussionId, discussionId);
  return circle.outbox.flatMap((intent) => {
    if (intent.kind !== 'entry' || !isOverdue(intent, nowMs) || !isHere(intent)) return [];
    // Sealed, it may stand in the log: nobody is asked before that is known.
    if (intent.draft.kind !== 'contribution' || intent.sealed !== null) return [];
    return [
      {
        id: toHex(intent.localId),
        state: 'overdue' as const,
        author: self ? { id: toHex(self.memberId), name: self.name } : null,
        isOwn: true,
        text: intent.draft.text,
        writtenAtMs: Math.floor(intent.createdAtMs / HOUR_MS) * HOUR_MS,
        fadesAtMs: intent.fadesAtMs,
        attributionFadesAtMs: intent.fadesAtMs,
        isEdited: false,
        mayEdit: false,
        replyTo: null,
        quote: null,
        reactions: [],
      },
    ];
  });
}
