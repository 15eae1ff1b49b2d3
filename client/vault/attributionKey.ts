import { NO_EXPIRY, signingKeyPairFromSeed } from '../../crypto/index.ts';
import { encodeAnnouncement } from './announcement.ts';
import { currentEpoch, type AttributionKey, type CircleState } from './circleState.ts';
import { type SealContext } from './outgoing.ts';
import { hourOf } from './hours.ts';

/** The key by which this device says who writes, PROTOCOL.md §7. */

/** One attribution key serves at most a day. */
const KEY_HOURS = 24;

/** The present attribution key, or a fresh one with the announcement that must stand before its first use. */
export function nameOneself(
  circle: CircleState,
  bucket: number,
  { random, nowMs }: SealContext,
): {
  readonly circle: CircleState;
  readonly key: AttributionKey;
  readonly announcement: Uint8Array | null;
} {
  const epoch = currentEpoch(circle);
  const hour = hourOf(nowMs);
  const present = circle.attributionKey;
  const serves =
    present !== null &&
    present.epoch === epoch.keys.epoch &&
    present.bucket >= bucket &&
    hour - present.sinceHour < KEY_HOURS;
  if (serves) {
    return { circle, key: present, announcement: present.isAnnounced ? null : announce(present) };
  }
  const { longestFade } = circle.governance.charter;
  const longest = longestFade === null ? NO_EXPIRY : hour + longestFade + 2;
  const key: AttributionKey = {
    epoch: epoch.keys.epoch,
    generation: present?.epoch === epoch.keys.epoch ? present.generation + 1 : 0,
    seed: random(32),
    bucket: Math.max(longest, bucket),
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

  function announce(announced: AttributionKey): Uint8Array {
    return encodeAnnouncement(circle, epoch, announcedKey(announced));
  }
}
