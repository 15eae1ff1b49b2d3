import type { CircleTrouble } from '../model/snapshot.ts';

/** What is wrong with a circle, in one line: the graver is said first. */

const GRAVITY: readonly (CircleTrouble | null)[] = [
  null,
  'refused-entries',
  'withheld',
  'out-of-step',
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
