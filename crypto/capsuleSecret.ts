import { keepSecret, oneKeySecret, twoKeySecret, type CapsuleSecret } from './capsule.ts';
import type { EpochKeys, Tree } from './epochKeys.ts';
import { deriveBucketKey, NO_EXPIRY, type BucketKey } from './expiryTree.ts';
import { sodium } from './sodium.ts';

/**
 * The input key material of a capsule, PROTOCOL.md §4: of the segment's epoch, and of the present one where
 * it is another. Null once the hour is past or beyond the horizon.
 */
export function deriveCapsuleSecret(
  segment: EpochKeys,
  current: EpochKeys,
  tree: Tree,
  bucket: number,
): CapsuleSecret | null {
  if (bucket === NO_EXPIRY) {
    return segment.epoch === current.epoch
      ? keepSecret(segment.keep)
      : twoKeySecret(segment.keep as BucketKey, current.keep as BucketKey);
  }
  const segmentKey = deriveBucketKey(segment[tree], bucket);
  if (segmentKey === null) return null;
  if (segment.epoch === current.epoch) return takeSecret(oneKeySecret(segmentKey), segmentKey);
  const currentKey = deriveBucketKey(current[tree], bucket);
  if (currentKey === null) return takeSecret(null, segmentKey);
  return takeSecret(twoKeySecret(segmentKey, currentKey), segmentKey, currentKey);
}

function takeSecret<Secret>(secret: Secret, ...leaves: readonly BucketKey[]): Secret {
  for (const leaf of leaves) sodium.memzero(leaf);
  return secret;
}
