import {
  equalBytes,
  NACK_HOURS,
  nackCodec,
  nackHash,
  deviceOfNack,
  toHex,
  type Nack,
  type RecordContent,
} from '../../crypto/index.ts';
import type { CircleState } from './circleState.ts';

/** Devices that ask for their seats again, as the others hear them, PROTOCOL.md §8. */

/** @param hour of its record */
export function takeNack(circle: CircleState, { body }: RecordContent, hour: number): CircleState {
  const read = nackCodec.decode(body);
  if (!read.ok || !deviceOfNack(circle.governance, read.value, hour).ok) return circle;
  const { staticKey } = read.value;
  const isNewer = (nack: Nack) =>
    equalBytes(nack.staticKey, staticKey) && nack.hour > read.value.hour;
  if (circle.nacks.some(isNewer)) return circle;
  const others = circle.nacks.filter((nack) => !equalBytes(nack.staticKey, staticKey));
  return { ...circle, nacks: [...others, read.value] };
}

/** What can still be answered. @param hour of the log */
export function standingNacks({ governance, nacks }: CircleState, hour: number): readonly Nack[] {
  return nacks.filter((nack) => deviceOfNack(governance, nack, Math.max(hour, nack.hour)).ok);
}

/** Names it on a screen. */
export function askingId(nack: Nack): string {
  return toHex(nackHash(nack));
}

/** The last hour in which it may be answered. */
export function lastHourOf({ hour }: Nack): number {
  return hour + NACK_HOURS;
}
