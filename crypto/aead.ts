import { fail, ok, type Result } from './result.ts';
import { sodium } from './sodium.ts';

export const TAG_BYTES = 16;
export const NONCE_BYTES = 24;

/**
 * XChaCha20-Poly1305 of libsodium.
 * @param key 32 bytes; @param nonce 24 bytes, never twice under one key
 * @returns ciphertext ‖ 16-byte tag
 */
export function aeadSeal(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, null, nonce, key);
}

/** The reverse of `aeadSeal`. */
export function aeadOpen(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Result<Uint8Array> {
  if (sealed.length < TAG_BYTES) return fail('Malformed');
  try {
    return ok(
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, associated, nonce, key),
    );
  } catch {
    return fail('NotAuthentic');
  }
}
