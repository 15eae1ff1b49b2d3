import {
  announcementCodec,
  announcementMac,
  checkAnnouncementMac,
  equalBytes,
  pairKey,
  signingKeyPairFromSeed,
  staticKeyPairFromSeed,
  type RecordContent,
} from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import {
  epochNumbered,
  type CheckedKey,
  type CircleState,
  type EpochRecord,
} from './circleState.ts';
import { openFadingBody, sealFadingBody } from './fadingBody.ts';

/**
 * Announced attribution keys, PROTOCOL.md §7: each device convinced by its own MAC, nobody else by anything. Sealed
 * for the key's last hour.
 */

/** The circle with one more key to check attributions by, if the announcement convinces this device. */
export function readAnnouncement(circle: CircleState, content: RecordContent): CircleState {
  const epoch = epochNumbered(circle, content.epoch);
  const opened = epoch && openFadingBody(epoch, 'announcement', content);
  const body = opened && announcementCodec.decode(opened.body);
  if (!epoch || !body?.ok || body.value.bucket !== opened?.bucket) return circle;
  const { leaf, generation, verificationKey, bucket, macs } = body.value;
  const isKnown = circle.checkedKeys.some(
    (key) => key.epoch === content.epoch && key.leaf === leaf && key.generation === generation,
  );
  if (leaf === epoch.ownLeaf) return withOwnAnnounced(circle, content.epoch, verificationKey);
  // The first announcement of a generation holds.
  if (isKnown) return circle;
  const author = epoch.seats.find((seat) => seat.leaf === leaf);
  const claimed = macs.find((one) => one.leaf === epoch.ownLeaf)?.mac;
  if (author === undefined || claimed === undefined) return circle;
  const key = { leaf, generation, verificationKey, bucket };
  const expected = macFor(circle, epoch, key, author.staticKey, epoch.ownLeaf);
  if (expected === null || !checkAnnouncementMac(expected, claimed)) return circle;
  const checked: CheckedKey = { ...key, epoch: content.epoch };
  return { ...circle, checkedKeys: [...circle.checkedKeys, checked] };
}

/** The own device has kept its key when it sealed; now others have it too. */
function withOwnAnnounced(
  circle: CircleState,
  epoch: number,
  verificationKey: Uint8Array,
): CircleState {
  const { attributionKey } = circle;
  const isPresent =
    attributionKey?.epoch === epoch &&
    equalBytes(signingKeyPairFromSeed(attributionKey.seed).publicKey, verificationKey);
  return isPresent
    ? { ...circle, attributionKey: { ...attributionKey, isAnnounced: true } }
    : circle;
}

function macFor(
  circle: CircleState,
  epoch: EpochRecord,
  key: Omit<CheckedKey, 'epoch'>,
  theirStaticKey: Uint8Array,
  receiverLeaf: number,
): Uint8Array | null {
  const own = staticKeyPairFromSeed(circle.identity.staticSeed);
  const pair = pairKey(own, theirStaticKey, circle.circleId);
  const scope = {
    circleId: circle.circleId,
    epoch: epoch.keys.epoch,
    treeHash: epoch.treeHash,
  };
  return pair && announcementMac(pair, scope, key, receiverLeaf);
}

/** What announces an own key to every other device of the epoch. @returns a capsule, null where its hour has no key */
export function encodeAnnouncement(
  circle: CircleState,
  epoch: EpochRecord,
  key: Omit<CheckedKey, 'epoch'>,
  random: RandomBytes,
): Uint8Array | null {
  const macs = epoch.seats.flatMap((seat) => {
    if (seat.leaf === epoch.ownLeaf) return [];
    const mac = macFor(circle, epoch, key, seat.staticKey, seat.leaf);
    return mac === null ? [] : [{ leaf: seat.leaf, mac }];
  });
  const { leaf, generation, verificationKey, bucket } = key;
  const body = announcementCodec.encode({ leaf, generation, verificationKey, bucket, macs });
  return sealFadingBody(epoch, 'announcement', bucket, body, random);
}
