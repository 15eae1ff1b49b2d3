import { bucketOf, HORIZON_HOURS, NO_EXPIRY, type Charter } from '../../crypto/index.ts';

/** Hours as the log counts them, and how long what stands in it must last. */

/** Handshake, governance and announcement records live D + 7 days, PROTOCOL.md §5. */
export const RECORD_HOURS = 37 * 24;
/** Older heartbeats say nothing that a newer one does not. */
const MOST_HEARTBEAT_HOURS = 7 * 24;
export const DAY_HOURS = 24;
/** Minutes are rounded up, and a sender's clock may be an hour ahead of the relay's. */
export const CLOCK_TOLERANCE_HOURS = 2;

/** The bucket of a moment in Unix milliseconds. */
export function hourOf(ms: number): number {
  return bucketOf(ms / 1000);
}

export function bucketOfFade(fadesAtMs: number | null): number {
  return fadesAtMs === null ? NO_EXPIRY : hourOf(fadesAtMs);
}

/** b′ of what is said at this hour and fades at `bucket`, PROTOCOL.md §7: never later than that. */
export function attributionBucket(
  { attributionFade }: Pick<Charter, 'attributionFade'>,
  bucket: number,
  hour: number,
): number {
  return attributionFade === null ? bucket : Math.min(bucket, hour + attributionFade);
}

/** A heartbeat names its device, and lives no longer than names do. */
export function heartbeatHours({ attributionFade }: Charter): number {
  return Math.min(MOST_HEARTBEAT_HOURS, attributionFade ?? MOST_HEARTBEAT_HOURS);
}

/** Whether the log, at this hour of its own, takes content that lives until `bucket`. */
export function isWithinCharter({ longestFade }: Charter, bucket: number, hour: number): boolean {
  const latest = hour + CLOCK_TOLERANCE_HOURS;
  if (longestFade !== null) return bucket <= latest + Math.min(longestFade, HORIZON_HOURS);
  return bucket === NO_EXPIRY || bucket <= latest + HORIZON_HOURS;
}
