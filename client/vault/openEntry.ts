import {
  decodeEntryBody,
  deriveCapsuleSecret,
  discussionIdOf,
  equalBytes,
  openCapsule,
  readCapsuleHeader,
  verifyAttribution,
  type EntryBody,
} from '../../crypto/index.ts';
import type { EntryRecord } from './circleRows.ts';
import { epochNumbered, type CircleState } from './circleState.ts';

/** Opening what has been stored, when it is shown. Null once the hour is past: readable or absent, nothing between. */

/**
 * @param capsule as the segment's document holds it
 * @returns `refused` for what has a key and does not follow the rules
 */
export function openBody(
  circle: CircleState,
  entry: EntryRecord,
  capsule: Uint8Array,
): EntryBody | 'refused' | null {
  const plaintext = open(circle, entry, capsule, 'contribution');
  if (plaintext === null || plaintext === 'refused') return plaintext;
  const body = decodeEntryBody(
    { circleId: circle.circleId, documentId: entry.documentId },
    plaintext,
  );
  if (!body.ok) return 'refused';
  const isOther =
    body.value.kind === 'header' &&
    !equalBytes(discussionIdOf(circle.circleId, body.value), entry.discussionId);
  return isOther ? 'refused' : body.value;
}

/** Whose announced key signed it; null where that is past, unknown or false. */
export function openAuthor(circle: CircleState, entry: EntryRecord): Uint8Array | null {
  if (entry.attribution === null) return null;
  const { capsule, bucket } = entry.attribution;
  const plaintext = open(circle, entry, capsule, 'attribution');
  if (plaintext === null || plaintext === 'refused') return null;
  const { documentId, entryId, epoch } = entry;
  const attribution = verifyAttribution(
    plaintext,
    { circleId: circle.circleId, documentId, entryId },
    bucket,
    (leaf, generation) =>
      circle.checkedKeys.find(
        (key) => key.epoch === epoch && key.leaf === leaf && key.generation === generation,
      ) ?? null,
    (leaf) =>
      epochNumbered(circle, epoch)?.seats.find((seat) => seat.leaf === leaf)?.memberId ?? null,
  );
  return attribution.ok ? attribution.value.memberId : null;
}

function open(
  circle: CircleState,
  entry: EntryRecord,
  capsule: Uint8Array,
  kind: 'contribution' | 'attribution',
): Uint8Array | 'refused' | null {
  const header = readCapsuleHeader(capsule);
  if (!header.ok || header.value.kind !== kind) return 'refused';
  const { segmentEpoch, currentEpoch, bucket } = header.value;
  // The header must be of the place where it stands: another segment's capsule opens nothing here.
  if (segmentEpoch !== entry.rosterEpoch || currentEpoch !== entry.epoch) return 'refused';
  const segment = epochNumbered(circle, segmentEpoch);
  const current = epochNumbered(circle, currentEpoch);
  if (segment === undefined || current === undefined) return null;
  const tree = kind === 'contribution' ? 'body' : 'attribution';
  const secret = deriveCapsuleSecret(segment.keys, current.keys, tree, bucket);
  if (secret === null) return null;
  const opened = openCapsule(secret, capsule);
  return opened.ok ? opened.value : 'refused';
}
