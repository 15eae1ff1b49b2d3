import { bucketStart, equalBytes, memberOf, REACTIONS, toHex } from '../../crypto/index.ts';
import type { ContributionView, ReactionView } from '../model/snapshot.ts';
import { quotedBy, type Letter, type Thread } from '../model/thread.ts';
import { type CircleState, type EntryIntent, memberKeyOf, positionOf } from './circleState.ts';
import { isOverdue } from './pump.ts';

/** One contribution as a screen shows it. */

const HOUR_MS = 3_600_000;

export function isOwn(circle: CircleState, letter: Letter): boolean {
  return circle.own.some((one) => equalBytes(one.entryId, letter.entry.entryId));
}

export function isWaiting(circle: CircleState, letter: Letter): boolean {
  return letter.entry.index > positionOf(circle, circle.head.index);
}

export function contributionView(
  circle: CircleState,
  thread: Thread,
  letter: Letter,
): ContributionView {
  const { entry, contribution, isWithdrawn, fadesAtMs } = letter;
  const waits = isWaiting(circle, letter);
  const own = waits || isOwn(circle, letter);
  const author = entry.author && memberOf(circle.governance, entry.author);
  const { replyTo } = contribution;
  const target = replyTo && thread.letters.find((one) => one.id === toHex(replyTo));
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
    quote: quoteView(circle, thread, letter),
    reactions: reactionViews(circle, letter),
  };
}

function quoteView(circle: CircleState, thread: Thread, letter: Letter): ContributionView['quote'] {
  const { quote } = letter.contribution;
  if (quote === null || letter.isWithdrawn) return null;
  const quoted = quotedBy(thread, letter);
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
