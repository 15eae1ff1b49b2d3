import { sodium } from './sodium.ts';

const ANY_SCALAR = new Uint8Array(32).fill(1);

/**
 * False for an X25519 public key of small order: whatever meets it gives zero, so nothing can be sealed to it
 * and anybody knows what is agreed with it. One scalar tells for all, being clamped to a multiple of eight.
 */
export function isAgreementKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  try {
    sodium.crypto_scalarmult(ANY_SCALAR, publicKey);
    return true;
  } catch {
    return false;
  }
}
