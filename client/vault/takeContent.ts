import {
  contentCodec,
  entryId,
  equalBytes,
  readCapsuleHeader,
  segmentId,
  toHex,
  type CapsuleHeader,
  type Charter,
  type RecordContent,
  type Segment,
} from '../../crypto/index.ts';
import type { LogRecord } from '../sync/logConnection.ts';
import type { EntryRecord } from './circleRows.ts';
import { currentEpoch, epochNumbered, positionOf, type CircleState } from './circleState.ts';
import { attributionBucket, CLOCK_TOLERANCE_HOURS, isWithinCharter } from './hours.ts';

/** Which content counts, PROTOCOL.md §5 and §6: by the log alone, so that all devices judge alike. */

/** A part of a segment holds about this many entries, PROTOCOL.md §6. */
export const PART_ENTRIES = 200;

export type TakenContent = {
  readonly circle: CircleState;
  readonly entry: EntryRecord | null;
  readonly isRefused: boolean;
};

export function takeContent(
  circle: CircleState,
  logged: LogRecord,
  content: RecordContent,
  hourNow: number,
): TakenContent {
  const refused = { circle, entry: null, isRefused: true };
  const body = contentCodec.decode(content.body);
  const header = body.ok ? readCapsuleHeader(body.value.capsule) : body;
  if (!body.ok || !header.ok) return refused;
  const { discussionId, rosterEpoch, part, capsule, attribution } = body.value;
  const { kind, segmentEpoch, currentEpoch: sealedIn, bucket } = header.value;
  // Of a segment that began when this device had no seat: it cannot judge how much stood there, and never opens it.
  const began = epochNumbered(circle, rosterEpoch);
  if (began === undefined && rosterEpoch < currentEpoch(circle).keys.epoch) {
    return { circle, entry: null, isRefused: false };
  }
  const standing = countOf(circle, discussionId, rosterEpoch);
  // By the log and not by what was readable: whoever comes late counts the same.
  const since = began?.since ?? Infinity;
  const position = positionOf(circle, logged.index);
  const isValid =
    isWithinCharter(circle.governance.charter, bucket, logged.hour) &&
    kind === 'contribution' &&
    segmentEpoch === rosterEpoch &&
    sealedIn === content.epoch &&
    sealedIn <= currentEpoch(circle).keys.epoch &&
    bucket === logged.expiry &&
    position - since >= part * PART_ENTRIES;
  if (!isValid) return refused;
  const counted = withCount(circle, discussionId, rosterEpoch, standing + 1);
  // Sealed before this device sat down, or faded before it arrived: there is no key to open it with.
  const isReadable =
    began !== undefined && epochNumbered(circle, sealedIn) !== undefined && bucket >= hourNow;
  if (!isReadable) return { circle: counted, entry: null, isRefused: false };
  const documentId = segmentId({ circleId: circle.circleId, discussionId, rosterEpoch, part });
  const entry: EntryRecord = {
    index: position,
    hour: logged.hour,
    bucket,
    epoch: sealedIn,
    discussionId,
    rosterEpoch,
    part,
    documentId,
    entryId: entryId(documentId, capsule),
    capsule,
    attribution: nameWithin(
      circle.governance.charter,
      header.value,
      attribution,
      logged.hour,
      hourNow,
    ),
  };
  return { circle: counted, entry, isRefused: false };
}

/**
 * Who said it, for no longer than the charter has it, PROTOCOL.md §7. Of a name whose hour is past nothing is kept, and of
 * one that would stay too long or is none neither: some member has said it.
 */
function nameWithin(
  { attributionFade }: Charter,
  said: CapsuleHeader,
  attribution: Uint8Array | null,
  logHour: number,
  hourNow: number,
): EntryRecord['attribution'] {
  const header = attribution && readCapsuleHeader(attribution);
  if (attribution === null || !header?.ok || header.value.kind !== 'attribution') return null;
  const { bucket } = header.value;
  const latest = attributionBucket(
    { attributionFade },
    said.bucket,
    logHour + CLOCK_TOLERANCE_HOURS,
  );
  return bucket < hourNow || bucket > latest ? null : { capsule: attribution, bucket };
}

export function countOf(
  circle: CircleState,
  discussionId: Uint8Array,
  rosterEpoch: number,
): number {
  return (
    circle.counts.find(
      (one) => one.rosterEpoch === rosterEpoch && equalBytes(one.discussionId, discussionId),
    )?.count ?? 0
  );
}

/**
 * Where the newest entries of a discussion most likely are: its newest parts, the newest first, until they hold `most`.
 * @param id hexadecimal
 */
export function newestParts(circle: CircleState, id: string, most: number) {
  const parts: Omit<Segment, 'circleId'>[] = [];
  let held = 0;
  for (const { discussionId, rosterEpoch, count } of circle.counts.toReversed()) {
    if (toHex(discussionId) !== id) continue;
    for (let end = count; end > 0 && held < most;) {
      const part = Math.ceil(end / PART_ENTRIES) - 1;
      parts.push({ discussionId, rosterEpoch, part });
      held += end - part * PART_ENTRIES;
      end = part * PART_ENTRIES;
    }
  }
  return parts;
}

function withCount(
  circle: CircleState,
  discussionId: Uint8Array,
  rosterEpoch: number,
  count: number,
): CircleState {
  const others = circle.counts.filter(
    (one) => one.rosterEpoch !== rosterEpoch || !equalBytes(one.discussionId, discussionId),
  );
  return { ...circle, counts: [...others, { discussionId, rosterEpoch, count }] };
}
