import type { CircleTrouble } from '../model/snapshot.ts';
import type { CircleState } from './circleState.ts';

/** What is wrong with a circle, in one line: the graver is said first. */

const GRAVITY: readonly (CircleTrouble | null)[] = [
  null,
  'refused-entries',
  'relay-full',
  'relay-refuses',
  'relay-stalls',
  'withheld',
  'out-of-step',
  'long-away',
  'left-behind',
  'future-hour',
  'storage-full',
  'fork',
  'removed',
];

export function graver(
  one: CircleTrouble | null,
  other: CircleTrouble | null,
): CircleTrouble | null {
  return GRAVITY.indexOf(other) > GRAVITY.indexOf(one) ? other : one;
}

/** What is wrong with it for good. */
export function lastingTrouble(circle: CircleState): CircleTrouble | null {
  if (circle.isRemoved) return 'removed';
  if (circle.isForked) return 'fork';
  if (circle.lost === null) return null;
  if (circle.lost.isLeftBehind) return 'left-behind';
  return circle.lost.reason === 'away' ? 'long-away' : 'out-of-step';
}

export function maySend(circle: CircleState): boolean {
  return lastingTrouble(circle) === null;
}
