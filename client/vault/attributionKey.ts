import { NO_EXPIRY, signingKeyPairFromSeed } from '../../crypto/index.ts';
import { encodeAnnouncement } from './announcement.ts';
import { currentEpoch, type AttributionKey, type CircleState } from './circleState.ts';
import { type SealContext } from './outgoing.ts';
import { attributionBucket, CLOCK_TOLERANCE_HOURS, hourOf } from './hours.ts';

/** The key by which this device says who writes, PROTOCOL.md §7. */

/** One attribution key serves at most a day. */
const KEY_HOURS = 24;

/**
 * The last hour of a key that is made now. Where names fade apart it is that of the names of this hour: a key and its
 * announcement outlive nothing that they attribute.
 */
function lastHourOf({ governance }: CircleState, bucket: number, hour: number): number {
  const { charter } = governance;
  if (charter.attributionFade !== null) return attributionBucket(charter, NO_EXPIRY, hour);
  // For what is kept a key of its own: its announcement would stand for ever.
  const usual = hour + (charter.longestFade ?? charter.defaultFade ?? 0) + CLOCK_TOLERANCE_HOURS;
  return Math.max(usual, bucket);
}

/**
 * The present attribution key, or a fresh one with the announcement that must stand before its first use.
 * @param bucket b′ of what it attributes
 */
export function nameOneself(
  circle: CircleState,
  bucket: number,
  { random, nowMs }: SealContext,
): {
  readonly circle: CircleState;
  readonly key: AttributionKey;
  readonly announcement: { readonly sealed: Uint8Array; readonly bucket: number } | null;
} {
  const epoch = currentEpoch(circle);
  const hour = hourOf(nowMs);
  const present = circle.attributionKey;
  const last = lastHourOf(circle, bucket, hour);
  const isOfNow =
    circle.governance.charter.attributionFade === null
      ? present !== null && present.bucket >= bucket && hour - present.sinceHour < KEY_HOURS
      : present?.bucket === last;
  if (present !== null && present.epoch === epoch.keys.epoch && isOfNow) {
    return { circle, key: present, announcement: present.isAnnounced ? null : announce(present) };
  }
  const key: AttributionKey = {
    epoch: epoch.keys.epoch,
    // Of chance: a number that counts would say how often this device has spoken.
    generation: random(4).reduce((number, byte) => number * 256 + byte, 0),
    seed: random(32),
    bucket: last,
    sinceHour: hour,
    sequence: 0,
    isAnnounced: false,
  };
  const checked = { ...announcedKey(key), epoch: key.epoch };
  return {
    circle: { ...circle, checkedKeys: [...circle.checkedKeys, checked] },
    key,
    announcement: announce(key),
  };

  function announcedKey({ generation, seed, bucket: upTo }: AttributionKey) {
    const verificationKey = signingKeyPairFromSeed(seed).publicKey;
    return { leaf: epoch.ownLeaf, generation, verificationKey, bucket: upTo };
  }

  function announce(announced: AttributionKey) {
    const sealed = encodeAnnouncement(circle, epoch, announcedKey(announced), random);
    return sealed === null ? null : { sealed, bucket: announced.bucket };
  }
}
