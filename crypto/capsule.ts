import { aeadOpen, aeadSeal, NONCE_BYTES, TAG_BYTES } from './aead.ts';
import { concat, u32, u64, u8 } from './bytes.ts';
import type { BucketKey } from './expiryTree.ts';
import { kdf } from './kdf.ts';
import { pad, paddedLength, unpad } from './padding.ts';
import { fail, ok, type Result } from './result.ts';
import { sodium } from './sodium.ts';

/** A sealed contribution, PROTOCOL.md §4. */

export const CAPSULE_KINDS = {
  contribution: 1,
  attribution: 2,
  documentChange: 3,
  announcement: 4,
  heartbeat: 5,
} as const;
export type CapsuleKind = keyof typeof CAPSULE_KINDS;

const VERSION = 1;
const HEADER_BYTES = 22;
const SALT_BYTES = 24;
const COMMITMENT_BYTES = 32;
const ATTRIBUTION_BYTES = 128;
const OVERHEAD_BYTES = HEADER_BYTES + SALT_BYTES + COMMITMENT_BYTES;

/**
 * `segmentEpoch` is the epoch at which the segment began, `currentEpoch` the one in force when sealing;
 * `bucket` the hour of expiry, or `NO_EXPIRY`.
 */
export type CapsuleHeader = {
  readonly kind: CapsuleKind;
  readonly segmentEpoch: number;
  readonly currentEpoch: number;
  readonly bucket: number;
};

/** The input key material of one capsule, 32 bytes: one key, or two combined. */
export type CapsuleSecret = Uint8Array & { readonly capsuleSecret: true };

/** Where the segment's epoch is the current one. */
export function oneKeySecret(key: BucketKey): CapsuleSecret {
  return key.slice() as unknown as CapsuleSecret;
}

/** Who writes into an older segment seals for those who were there and still are. */
export function twoKeySecret(segmentKey: BucketKey, currentKey: BucketKey): CapsuleSecret {
  return kdf(segmentKey, 'two-key', currentKey, 32) as CapsuleSecret;
}

/** For contents without expiry: Keep_e, PROTOCOL.md §2. */
export function keepSecret(keep: Uint8Array): CapsuleSecret {
  return keep.slice() as CapsuleSecret;
}

function encodeHeader(header: CapsuleHeader): Uint8Array {
  return concat(
    u8(VERSION),
    u8(CAPSULE_KINDS[header.kind]),
    u64(header.segmentEpoch),
    u64(header.currentEpoch),
    u32(header.bucket),
  );
}

/** Reads what a capsule says of itself, without any key. */
export function readCapsuleHeader(capsule: Uint8Array): Result<CapsuleHeader> {
  if (capsule.length < OVERHEAD_BYTES + TAG_BYTES + 1) return fail('Malformed');
  const view = new DataView(capsule.buffer, capsule.byteOffset, capsule.byteLength);
  const kind = (Object.keys(CAPSULE_KINDS) as CapsuleKind[]).find(
    (name) => CAPSULE_KINDS[name] === view.getUint8(1),
  );
  const segmentEpoch = Number(view.getBigUint64(2));
  const currentEpoch = Number(view.getBigUint64(10));
  if (
    view.getUint8(0) !== VERSION ||
    kind === undefined ||
    !Number.isSafeInteger(currentEpoch) ||
    segmentEpoch > currentEpoch
  ) {
    return fail('Malformed');
  }
  return ok({ kind, segmentEpoch, currentEpoch, bucket: view.getUint32(18) });
}

type CapsuleKeys = {
  readonly key: Uint8Array;
  readonly commitment: Uint8Array;
  readonly nonce: Uint8Array;
};

function deriveKeys(secret: CapsuleSecret, headerAndSalt: Uint8Array): CapsuleKeys {
  const derived = kdf(secret, 'capsule', headerAndSalt, 64);
  return {
    key: derived.slice(0, 32),
    commitment: derived.slice(32),
    nonce: kdf(secret, 'capsule-nonce', headerAndSalt, NONCE_BYTES),
  };
}

/** Attributions are of one size, PROTOCOL.md §4. */
function capsulePlaintextLength(kind: CapsuleKind, length: number): number {
  return kind === 'attribution' ? Math.max(ATTRIBUTION_BYTES, length + 1) : paddedLength(length);
}

/**
 * @param salt 24 random bytes, fresh for each capsule
 * @returns header ‖ salt ‖ commitment ‖ ciphertext: 94 bytes over the padded plaintext
 */
export function sealCapsule(
  secret: CapsuleSecret,
  header: CapsuleHeader,
  plaintext: Uint8Array,
  salt: Uint8Array,
): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError('a salt has 24 bytes');
  const headerAndSalt = concat(encodeHeader(header), salt);
  const { key, commitment, nonce } = deriveKeys(secret, headerAndSalt);
  const associated = concat(headerAndSalt, commitment);
  const padded = pad(plaintext, capsulePlaintextLength(header.kind, plaintext.length));
  const sealed = aeadSeal(key, nonce, associated, padded);
  sodium.memzero(key);
  return concat(associated, sealed);
}

/**
 * The commitment is compared first, in constant time: after a split one blob could otherwise read
 * differently in each half.
 */
export function openCapsule(secret: CapsuleSecret, capsule: Uint8Array): Result<Uint8Array> {
  const header = readCapsuleHeader(capsule);
  if (!header.ok) return header;
  const headerAndSalt = capsule.subarray(0, HEADER_BYTES + SALT_BYTES);
  const { key, commitment, nonce } = deriveKeys(secret, headerAndSalt);
  const claimed = capsule.subarray(HEADER_BYTES + SALT_BYTES, OVERHEAD_BYTES);
  if (!sodium.memcmp(commitment, claimed)) return fail('NotAuthentic');
  const associated = capsule.subarray(0, OVERHEAD_BYTES);
  const opened = aeadOpen(key, nonce, associated, capsule.subarray(OVERHEAD_BYTES));
  sodium.memzero(key);
  return opened.ok ? unpad(opened.value) : opened;
}
