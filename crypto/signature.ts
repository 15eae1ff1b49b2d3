import { sodium } from './sodium.ts';

/**
 * Every Ed25519 check of the project. Verifiers of different libraries disagree on edge cases
 * (identity key, R = identity, S = 0); "the first valid commit wins" must mean the same everywhere.
 */

/** An Ed25519 pair: `publicKey` 32 bytes, `secretKey` 64 bytes (seed ‖ public key). */
export type SigningKeyPair = {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
};

/** A pair costs as much as a signature, and the same seed is asked for it at every turn. */
const pairs = new WeakMap<Uint8Array, SigningKeyPair>();

/** @param seed 32 bytes, which nobody changes afterwards */
export function signingKeyPairFromSeed(seed: Uint8Array): SigningKeyPair {
  const known = pairs.get(seed);
  if (known !== undefined) return known;
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
  const pair = { publicKey, secretKey: privateKey };
  pairs.set(seed, pair);
  return pair;
}

/** @returns 64 bytes */
export function sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return sodium.crypto_sign_detached(message, secretKey);
}

/** False, never an exception, on a key or signature of any other length. */
export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return sodium.crypto_sign_verify_detached(signature, message, publicKey);
  } catch {
    return false;
  }
}
