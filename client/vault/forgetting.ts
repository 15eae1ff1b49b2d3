import { bucketStart, equalBytes, punctureEpochKeys } from '../../crypto/index.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CircleState, Intent } from './circleState.ts';
import { bucketOfFade, DAY_HOURS } from './hours.ts';

/** What a circle's small state forgets when hours have passed, PROTOCOL.md §3 and §7. */

/** Keys of hours before `hour` are zeroed in place: `circle` must not be used afterwards. */
export function punctureCircle(circle: CircleState, hour: number): CircleState {
  const isAlive = (one: { readonly bucket: number }) => one.bucket >= hour;
  const { attributionKey } = circle;
  const own = circle.own.filter(isAlive);
  return {
    ...circle,
    epochs: circle.epochs.map((epoch) => ({
      ...epoch,
      keys: punctureEpochKeys(epoch.keys, hour),
    })),
    pending: circle.pending.map((pending) => ({
      ...pending,
      epoch: { ...pending.epoch, keys: punctureEpochKeys(pending.epoch.keys, hour) },
    })),
    checkedKeys: circle.checkedKeys.filter(isAlive),
    attributionKey: attributionKey !== null && isAlive(attributionKey) ? attributionKey : null,
    own,
    drafts: circle.drafts.filter(isAlive),
    listed: circle.listed.filter(isAlive),
    outbox: circle.outbox
      .filter((intent) => mayWait(intent, hour) && mayChange(intent, own, circle.outbox))
      .map((intent) => withoutFadedQuote(intent, hour)),
  };
}

/**
 * Past its hour nothing waits but a contribution that has surely not left: its author is asked. What was sealed may
 * stand in the log, and fades as it does for everybody else.
 */
function mayWait(intent: Intent, hour: number): boolean {
  if (intent.kind !== 'entry' || bucketOfFade(intent.fadesAtMs) >= hour) return true;
  return intent.draft.kind === 'contribution' && intent.sealed === null;
}

/** Whose letter it would change nobody knows any more, its author's device included. */
function mayChange(intent: Intent, own: CircleState['own'], outbox: readonly Intent[]): boolean {
  if (intent.kind !== 'entry' || intent.sealed !== null) return true;
  const { draft } = intent;
  if (draft.kind !== 'edit' && draft.kind !== 'withdraw') return true;
  return (
    own.some(({ entryId }) => equalBytes(entryId, draft.target)) ||
    outbox.some(({ localId }) => equalBytes(localId, draft.target))
  );
}

/** What it quotes lived no shorter: of those words nothing is kept past their hour. */
function withoutFadedQuote(intent: Intent, hour: number): Intent {
  if (intent.kind !== 'entry' || intent.draft.kind !== 'contribution') return intent;
  if (bucketOfFade(intent.fadesAtMs) >= hour) return intent;
  return { ...intent, draft: { ...intent.draft, quote: null } };
}

/** Of a discussion that is gone nothing is remembered, and nobody can be asked any more about what waits for it past its hour. */
export function withoutStranded(
  circle: CircleState,
  hour: number,
  stands: (discussionId: Uint8Array) => boolean,
): CircleState {
  const isOpenedHere = (discussionId: Uint8Array) =>
    circle.outbox.some(
      (intent) =>
        intent.kind === 'entry' &&
        intent.draft.kind === 'header' &&
        equalBytes(intent.discussionId, discussionId),
    );
  const isStranded = (intent: Intent) =>
    intent.kind === 'entry' &&
    bucketOfFade(intent.fadesAtMs) < hour &&
    !isOpenedHere(intent.discussionId) &&
    !stands(intent.discussionId);
  const isRemembered = ({ discussionId }: { readonly discussionId: Uint8Array }) =>
    stands(discussionId) || isOpenedHere(discussionId);
  return {
    ...circle,
    outbox: circle.outbox.filter((intent) => !isStranded(intent)),
    lastRead: circle.lastRead.filter(isRemembered),
    drafts: circle.drafts.filter(isRemembered),
    blankPages: circle.blankPages.filter(isRemembered),
  };
}

export function draftsBut(
  { drafts }: CircleState,
  discussionId: Uint8Array,
): CircleState['drafts'] {
  return drafts.filter((one) => !equalBytes(one.discussionId, discussionId));
}

/** What is to be sent is no draft any more: in one step, so that it is never both or neither. */
export function withIntents(circle: CircleState, intents: readonly Intent[]): CircleState {
  return intents.reduce<CircleState>((before, intent) => {
    const isLetter = intent.kind === 'entry' && intent.draft.kind === 'contribution';
    const drafts = isLetter ? draftsBut(before, intent.discussionId) : before.drafts;
    return { ...before, outbox: [...before.outbox, intent], drafts };
  }, circle);
}

/** Remembers, by the day and no finer, that something stood here: "a page left blank". */
export function leaveBlankPages(circle: CircleState, faded: readonly EntryRecord[]): CircleState {
  const pages = [...circle.blankPages];
  for (const { discussionId, hour } of faded) {
    const dayMs = bucketStart(hour - (hour % DAY_HOURS)) * 1000;
    const isKnown = pages.some(
      (page) => page.dayMs === dayMs && equalBytes(page.discussionId, discussionId),
    );
    if (!isKnown) pages.push({ discussionId, dayMs });
  }
  return { ...circle, blankPages: pages };
}
