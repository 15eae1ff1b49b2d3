import {
  signAmendment,
  signingKeyPairFromSeed,
  toHex,
  type EntryBody,
} from '../../crypto/index.ts';
import type { Amended, OpenedEntry } from '../model/thread.ts';
import type { RandomBytes } from '../storage/generation.ts';
import {
  memberKeyOf,
  positionOf,
  type CircleState,
  type EntryIntent,
  type Intent,
} from './circleState.ts';
import { isOverdue } from './pump.ts';
import { bodyOf } from './sealEntry.ts';
import { attributionBucket, bucketOfFade, hourOf } from './hours.ts';

/** What waits, seen beside what stands in the log. */

/**
 * The header that must stand before this entry: whoever writes first after somebody sat down says again, to
 * those who sit there now, what the discussion is. Null where it stands or waits already.
 * @param opened what stands in its discussion
 */
export function headerToRestate(
  circle: CircleState,
  opened: readonly OpenedEntry[],
  intent: Intent,
  random: RandomBytes,
): EntryIntent | null {
  if (intent.kind !== 'entry' || intent.draft.kind !== 'contribution') return null;
  const { discussionId, createdAtMs } = intent;
  const isHeader = ({ body }: OpenedEntry) => body.kind === 'header';
  const stands = opened.some((one) => one.rosterEpoch === circle.rosterEpoch && isHeader(one));
  const first = opened.find(isHeader);
  if (stands || first?.body.kind !== 'header') return null;
  const { title, openedHour, nonce, fadesAtMs } = first.body;
  return {
    kind: 'entry',
    localId: random(16),
    discussionId,
    draft: { kind: 'header', title, openedHour, nonce },
    fadesAtMs,
    lifeMs: null,
    createdAtMs,
    editSeed: null,
    sealed: null,
    isTakenBack: false,
  };
}

/** As entries after all that stand in the log: their order is that of the outbox. What is overdue is not among them. */
export function pendingEntries(
  circle: CircleState,
  amended: (entryId: Uint8Array) => Amended | undefined,
  nowMs: number,
): readonly OpenedEntry[] {
  const author = memberKeyOf(circle.identity).publicKey;
  const { charter } = circle.governance;
  /** Edits that wait for one letter follow each other. */
  const editsOf = new Map<string, number>();
  const takenBack = new Set(
    circle.outbox.map((intent) =>
      intent.kind === 'entry' && intent.draft.kind === 'withdraw' ? toHex(intent.draft.target) : '',
    ),
  );
  return circle.outbox.flatMap((intent, at) => {
    if (intent.kind !== 'entry' || isOverdue(intent, nowMs)) return [];
    if (takenBack.has(toHex(intent.localId))) return [];
    const { draft } = intent;
    const id = 'target' in draft ? toHex(draft.target) : '';
    const standing = 'target' in draft ? amended(draft.target) : undefined;
    const edits = standing && (editsOf.get(id) ?? standing.edits);
    const target = standing && edits !== undefined ? { ...standing, edits } : undefined;
    if (target && draft.kind === 'edit') editsOf.set(id, target.edits + 1);
    const documentId = target?.entry.documentId ?? new Uint8Array(32);
    const seed = target && circle.own.find((one) => toHex(one.entryId) === id)?.seed;
    const body = bodyOf(intent, documentId, target, seed);
    if (body === null) return [];
    const bucket = bucketOfFade(intent.fadesAtMs);
    const isUnnamed = draft.kind === 'contribution' && draft.isUnnamed;
    const entry = {
      entryId: intent.localId,
      documentId,
      discussionId: intent.discussionId,
      rosterEpoch: circle.rosterEpoch,
      part: 0,
      index: positionOf(circle, circle.head.index) + 1 + at,
      hour: hourOf(intent.createdAtMs),
      bucket,
      author: isUnnamed ? null : author,
      attribution: isUnnamed ? null : { bucket: attributionBucket(charter, bucket, hourOf(nowMs)) },
      isOwn: true,
      isWaiting: true,
    };
    const withdrawal = withdrawalOfPending(intent, documentId);
    return [{ ...entry, body }, ...(withdrawal === null ? [] : [{ ...entry, body: withdrawal }])];
  });
}

/** It will follow the letter: the author sees it so at once. */
function withdrawalOfPending(intent: EntryIntent, documentId: Uint8Array): EntryBody | null {
  const { editSeed, isTakenBack, localId } = intent;
  if (!isTakenBack || editSeed === null) return null;
  const { secretKey } = signingKeyPairFromSeed(editSeed);
  return signAmendment(secretKey, documentId, { kind: 'withdraw', target: localId });
}
