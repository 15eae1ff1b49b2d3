import { aeadOpen, aeadSeal, NONCE_BYTES } from './aead.ts';
import { concat, u32, u64 } from './bytes.ts';
import { kdf } from './kdf.ts';
import { fail, type Result } from './result.ts';
import { sodium } from './sodium.ts';

/**
 * The hedge, PROTOCOL.md §2: fresh bytes that a commit injects as its PSK, sealed to each device that stays, so that
 * neither a defect of the library nor a later quantum computer opens an epoch from the relay's archive.
 */

export const HEDGE_BYTES = 32;
/** What a commit injects that renews without a hedge: one a day is enough. */
export const NO_HEDGE: Uint8Array = new Uint8Array(HEDGE_BYTES);
const CIPHERTEXT_BYTES = 1120;
/** X-Wing's ciphertext, then the hedge with its tag. */
export const SEALED_HEDGE_BYTES = CIPHERTEXT_BYTES + HEDGE_BYTES + 16;
/** Each key comes from an encapsulation of its own and serves once. */
const NO_NONCE = new Uint8Array(NONCE_BYTES);

/** Where a hedge belongs: the epoch that its commit ends, and the leaf to which it is sealed. */
export type HedgePlace = {
  readonly circleId: Uint8Array;
  readonly epoch: number;
  readonly leaf: number;
};

function contextOf({ circleId, epoch, leaf }: HedgePlace): Uint8Array {
  return concat(circleId, u64(epoch), u32(leaf));
}

/** @param hedgeKey HK, 1,216 bytes; @param seed 64 random bytes. Throws on a key that is none. */
export function sealHedge(
  hedgeKey: Uint8Array,
  place: HedgePlace,
  hedge: Uint8Array,
  seed: Uint8Array,
): Uint8Array {
  const { ciphertext, sharedSecret } = sodium.crypto_kem_xwing_enc_deterministic(hedgeKey, seed);
  const context = contextOf(place);
  const key = kdf(sharedSecret, 'hedge', context, 32);
  const sealed = concat(ciphertext, aeadSeal(key, NO_NONCE, context, hedge));
  for (const secret of [sharedSecret, key]) sodium.memzero(secret);
  return sealed;
}

/** @param hedgeSeed the seed of this device's HK */
export function openHedge(
  hedgeSeed: Uint8Array,
  place: HedgePlace,
  sealed: Uint8Array,
): Result<Uint8Array> {
  if (sealed.length !== SEALED_HEDGE_BYTES) return fail('Malformed');
  const { privateKey } = sodium.crypto_kem_xwing_seed_keypair(hedgeSeed);
  let shared: Uint8Array;
  try {
    shared = sodium.crypto_kem_xwing_dec(sealed.subarray(0, CIPHERTEXT_BYTES), privateKey);
  } catch {
    return fail('NotAuthentic');
  }
  const context = contextOf(place);
  const key = kdf(shared, 'hedge', context, 32);
  const opened = aeadOpen(key, NO_NONCE, context, sealed.subarray(CIPHERTEXT_BYTES));
  for (const secret of [privateKey, shared, key]) sodium.memzero(secret);
  return opened;
}
