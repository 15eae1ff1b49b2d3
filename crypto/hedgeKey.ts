import { hash } from './kdf.ts';
import { sodium } from './sodium.ts';

/** HK, the X-Wing pair of a device, PROTOCOL.md §2: 1,216 bytes public, 32 secret. */

/** @param seed 32 random bytes, which are the secret key */
export function hedgeKeyFromSeed(seed: Uint8Array): Uint8Array {
  return sodium.crypto_kem_xwing_seed_keypair(seed).publicKey;
}

/** H(HK), which a leaf carries in its stead. */
export function hedgeKeyHash(hedgeKey: Uint8Array): Uint8Array {
  return hash('hedge-key', hedgeKey);
}

/** Whether a hedge can be sealed to it: a member whose key takes none could never be outvoted. */
export function isHedgeKey(hedgeKey: Uint8Array): boolean {
  try {
    sodium.crypto_kem_xwing_enc_deterministic(hedgeKey, new Uint8Array(64));
    return true;
  } catch {
    return false;
  }
}
