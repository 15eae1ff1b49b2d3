import { concat, equalBytes, u32, u64 } from './bytes.ts';
import { hash, kdf } from './kdf.ts';
import { fail, ok, type Result } from './result.ts';
import { sign, verify } from './signature.ts';
import { sodium } from './sodium.ts';

/**
 * Who said it, PROTOCOL.md §7. A signature by a short-lived key that only pairwise MACs tie to a device:
 * members are convinced, and a transcript proves nothing to anybody else.
 */

const MAC_BYTES = 16;

/** An X25519 pair of a device, for pairwise MACs; 32 bytes each. */
export type StaticKeyPair = {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
};

/** @param seed 32 random bytes */
export function staticKeyPairFromSeed(seed: Uint8Array): StaticKeyPair {
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** What an announcement states: key `vk` (32 bytes) of `leaf`, its number `gen`, good for attributions up to `bucket`. */
export type AnnouncedKey = {
  readonly leaf: number;
  readonly generation: number;
  readonly verificationKey: Uint8Array;
  readonly bucket: number;
};

/** The epoch that an announcement belongs to; `circleId` and `treeHash` 32 bytes. */
export type AnnouncementScope = {
  readonly circleId: Uint8Array;
  readonly epoch: number;
  readonly treeHash: Uint8Array;
};

/** k_ij: equal at both ends, so either could have made what it authenticates. Null on a key of small order. */
export function pairKey(
  own: StaticKeyPair,
  theirs: Uint8Array,
  circleId: Uint8Array,
): Uint8Array | null {
  if (theirs.length !== 32) return null;
  const [low, high] =
    sodium.compare(own.publicKey, theirs) < 0 ? [own.publicKey, theirs] : [theirs, own.publicKey];
  try {
    const shared = sodium.crypto_scalarmult(own.secretKey, theirs);
    return kdf(shared, 'pair', concat(circleId, low, high), 32);
  } catch {
    return null;
  }
}

/** The MAC by which the device at `receiverLeaf` knows that `key.leaf` announced this key. @returns 16 bytes */
export function announcementMac(
  pair: Uint8Array,
  scope: AnnouncementScope,
  key: AnnouncedKey,
  receiverLeaf: number,
): Uint8Array {
  const content = concat(
    scope.circleId,
    u64(scope.epoch),
    scope.treeHash,
    u32(key.leaf),
    u32(receiverLeaf),
    u32(key.generation),
    key.verificationKey,
    u32(key.bucket),
  );
  return kdf(pair, 'ann', hash('ann', content), MAC_BYTES);
}

export function checkAnnouncementMac(expected: Uint8Array, claimed: Uint8Array): boolean {
  return claimed.length === MAC_BYTES && sodium.memcmp(expected, claimed);
}

/** The entry that an attribution speaks of; ids of 32, 32 and 16 bytes. */
export type AttributedEntry = {
  readonly circleId: Uint8Array;
  readonly documentId: Uint8Array;
  readonly entryId: Uint8Array;
};

/** `memberId` 32 bytes; `sequence` counts attributions under one announced key. */
export type Attribution = {
  readonly memberId: Uint8Array;
  readonly leaf: number;
  readonly generation: number;
  readonly sequence: number;
};

const ATTRIBUTION_BYTES = 32 + 4 + 4 + 4;

function signedContent(entry: AttributedEntry, bucket: number, sequence: number): Uint8Array {
  const { circleId, documentId, entryId } = entry;
  return hash('attr', concat(circleId, documentId, entryId, u32(bucket), u32(sequence)));
}

/** @param bucket the hour b′ of the capsule that will carry it @returns the plaintext of a kind 2 capsule */
export function signAttribution(
  signingKey: Uint8Array,
  entry: AttributedEntry,
  bucket: number,
  attribution: Attribution,
): Uint8Array {
  const { memberId, leaf, generation, sequence } = attribution;
  const signature = sign(signingKey, signedContent(entry, bucket, sequence));
  return concat(memberId, u32(leaf), u32(generation), u32(sequence), signature);
}

/**
 * @param keyOf the key that (leaf, generation) announced in this epoch and that this device has checked
 * @param memberOf whose device that leaf was
 */
export function verifyAttribution(
  plaintext: Uint8Array,
  entry: AttributedEntry,
  bucket: number,
  keyOf: (leaf: number, generation: number) => AnnouncedKey | null,
  memberOf: (leaf: number) => Uint8Array | null,
): Result<Attribution> {
  if (plaintext.length !== ATTRIBUTION_BYTES + 64) return fail('Malformed');
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  const attribution: Attribution = {
    memberId: plaintext.slice(0, 32),
    leaf: view.getUint32(32),
    generation: view.getUint32(36),
    sequence: view.getUint32(40),
  };
  const key = keyOf(attribution.leaf, attribution.generation);
  const member = memberOf(attribution.leaf);
  if (key === null || member === null || key.bucket < bucket) return fail('NotAuthentic');
  const content = signedContent(entry, bucket, attribution.sequence);
  const isTheirs = equalBytes(member, attribution.memberId);
  return isTheirs && verify(key.verificationKey, content, plaintext.subarray(ATTRIBUTION_BYTES))
    ? ok(attribution)
    : fail('NotAuthentic');
}
