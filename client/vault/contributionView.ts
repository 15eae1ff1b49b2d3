import { bucketStart, equalBytes, memberOf, REACTIONS, toHex } from '../../crypto/index.ts';
import type { ContributionView, ReactionView } from '../model/snapshot.ts';
import {
  earlier,
  fadeOf,
  letterIn,
  quotedBy,
  takeBeginning,
  type Letter,
  type Thread,
} from '../model/thread.ts';
import { type CircleState, type EntryIntent, memberKeyOf } from './circleState.ts';
import { isOverdue } from './pump.ts';

/** One contribution as a screen shows it. */

const HOUR_MS = 3_600_000;

export function lastReadIndex({ lastRead }: CircleState, discussionId: Uint8Array): number {
  return lastRead.find((one) => equalBytes(one.discussionId, discussionId))?.index ?? 0;
}

type Views = {
  readonly governance: CircleState['governance'];
  readonly views: readonly ContributionView[];
};

/** A view depends on its letter, those that it names, and the members' names. */
const made = new WeakMap<Thread, Views>();

export function contributionViews(
  circle: CircleState,
  thread: Thread,
): readonly ContributionView[] {
  const { governance } = circle;
  const known = made.get(thread);
  if (known?.governance === governance) return known.views;
  const beginning = takeBeginning(thread);
  const before = beginning === null ? undefined : made.get(beginning);
  const kept = before?.governance === governance ? before.views : [];
  const news = thread.letters.slice(kept.length);
  const views = [...kept, ...news.map((letter) => makeView(circle, thread, letter))];
  made.set(thread, { governance, views });
  return views;
}

function makeView(circle: CircleState, thread: Thread, letter: Letter): ContributionView {
  const { entry, contribution, isWithdrawn, fadesAtMs } = letter;
  const { isOwn, isWaiting } = entry;
  const author = entry.author && memberOf(circle.governance, entry.author);
  const { replyTo } = contribution;
  const target = replyTo === null ? undefined : letterIn(thread, toHex(replyTo));
  return {
    id: letter.id,
    state: isWithdrawn ? 'withdrawn' : isWaiting ? 'waiting' : 'sent',
    author: author ? { id: toHex(author.memberId), name: author.name } : null,
    isOwn,
    text: letter.text,
    writtenAtMs: bucketStart(contribution.writtenHour) * 1000,
    fadesAtMs,
    attributionFadesAtMs: nameFadesAtMs(letter),
    isEdited: letter.edits > 0,
    mayEdit: isOwn && !isWaiting && !isWithdrawn,
    replyTo: replyTo && {
      id: toHex(replyTo),
      text: target && !target.isWithdrawn ? target.text : null,
    },
    quote: quoteView(circle, letter, quotedBy(thread, letter)),
    reactions: reactionViews(circle, letter),
  };
}

/** A name goes with its key, which lasts some minutes longer than its hour. */
function nameFadesAtMs({ entry, fadesAtMs }: Letter): number | null {
  return entry.attribution === null
    ? null
    : earlier(fadeOf(null, entry.attribution.bucket), fadesAtMs);
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
