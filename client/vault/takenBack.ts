import { equalBytes } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { CircleState, EntryIntent, Intent } from './circleState.ts';

/**
 * Letters that their author withdraws while they wait. Never sealed, one has not left and is gone for good. Sealed,
 * it may stand in the log already: its seal is kept until the log has shown it, and then the withdrawal follows.
 */

export function isWaitingLetter(intent: Intent): boolean {
  return intent.kind === 'entry' && intent.draft.kind === 'contribution' && !intent.isTakenBack;
}

/** Inside a step. */
export function takeBackWaiting(circle: CircleState, letter: Intent): CircleState {
  const outbox = circle.outbox.map((one) => (one === letter ? { ...one, isTakenBack: true } : one));
  return withoutTakenBack({ ...circle, outbox });
}

/** What was taken back and has surely not left goes, and what answers it answers nothing. */
export function withoutTakenBack(circle: CircleState): CircleState {
  const gone = circle.outbox.filter(
    (intent) => intent.kind === 'entry' && intent.isTakenBack && intent.sealed === null,
  );
  if (gone.length === 0) return circle;
  const outbox = circle.outbox.filter((intent) => !gone.includes(intent));
  return { ...circle, outbox: outbox.map((intent) => withoutAnswerTo(gone, intent)) };
}

function withoutAnswerTo(gone: readonly Intent[], intent: Intent): Intent {
  if (intent.kind !== 'entry' || intent.draft.kind !== 'contribution') return intent;
  const { replyTo } = intent.draft;
  const isAnswer = gone.some((one) => replyTo !== null && equalBytes(replyTo, one.localId));
  return isAnswer ? { ...intent, draft: { ...intent.draft, replyTo: null } } : intent;
}

/** @param entryId the name under which the log shows the letter */
export function withdrawalOf(
  letter: EntryIntent,
  entryId: Uint8Array,
  random: RandomBytes,
): EntryIntent {
  return {
    ...letter,
    localId: random(16),
    draft: { kind: 'withdraw', target: entryId },
    lifeMs: null,
    editSeed: null,
    sealed: null,
    isTakenBack: false,
  };
}
