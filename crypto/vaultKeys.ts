import { aeadOpen, aeadSeal, NONCE_BYTES, TAG_BYTES } from './aead.ts';
import { concat, utf8 } from './bytes.ts';
import { kdf } from './kdf.ts';
import { fail, ok, type Result } from './result.ts';
import { sodium } from './sodium.ts';

/** Keys that seal keys at rest, PROTOCOL.md §10. */

const COMMITMENT_BYTES = 32;
const PREFIX_BYTES = NONCE_BYTES + COMMITMENT_BYTES;

/** KEK: what unwraps the vault key. @param stretched 32 bytes of Argon2id; @param deviceKey PRF output or device key */
export function deriveKeyEncryptionKey(stretched: Uint8Array, deviceKey: Uint8Array): Uint8Array {
  return kdf(stretched, 'kek', deviceKey, 32);
}

function deriveKeys(key: Uint8Array, context: Uint8Array, nonce: Uint8Array) {
  const derived = kdf(key, 'wrap', concat(nonce, context), 64);
  return { sealing: derived.slice(0, 32), commitment: derived.slice(32) };
}

/**
 * Seals a secret under one key and one context, with a key commitment: a wrap opens under no second passphrase.
 * @param nonce 24 random bytes @returns nonce ‖ commitment ‖ ciphertext: 72 bytes more than `secret`
 */
export function wrapSecret(
  key: Uint8Array,
  context: Uint8Array,
  secret: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  const { sealing, commitment } = deriveKeys(key, context, nonce);
  return concat(nonce, commitment, aeadSeal(sealing, nonce, concat(commitment, context), secret));
}

/** `NotAuthentic` is a wrong key (a wrong passphrase) or damage: no finer oracle. */
export function unwrapSecret(
  key: Uint8Array,
  context: Uint8Array,
  wrapped: Uint8Array,
): Result<Uint8Array, 'Malformed' | 'NotAuthentic'> {
  if (wrapped.length < PREFIX_BYTES + TAG_BYTES) return fail('Malformed');
  const nonce = wrapped.subarray(0, NONCE_BYTES);
  const { sealing, commitment } = deriveKeys(key, context, nonce);
  const claimed = wrapped.subarray(NONCE_BYTES, PREFIX_BYTES);
  if (!sodium.memcmp(commitment, claimed)) return fail('NotAuthentic');
  const associated = concat(commitment, context);
  const opened = aeadOpen(sealing, nonce, associated, wrapped.subarray(PREFIX_BYTES));
  return opened.ok ? ok(opened.value) : fail('NotAuthentic');
}

const VAULT_KEY_BYTES = 32;
const VAULT_KEY_CONTEXT = utf8('vault');
const WRAPPED_VAULT_KEY_BYTES = PREFIX_BYTES + VAULT_KEY_BYTES + TAG_BYTES;

/**
 * VK under the KEK.
 * @param vaultKey 32 bytes @param nonce 24 random bytes @returns 104 bytes
 */
export function wrapVaultKey(
  keyEncryptionKey: Uint8Array,
  vaultKey: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  if (vaultKey.length !== VAULT_KEY_BYTES) throw new RangeError('a vault key has 32 bytes');
  return wrapSecret(keyEncryptionKey, VAULT_KEY_CONTEXT, vaultKey, nonce);
}

/**
 * The reverse of `wrapVaultKey`. `Malformed` is another length; everything else that does not open is
 * `WrongPassphrase`, since a changed byte and another passphrase cannot be told apart.
 */
export function unwrapVaultKey(
  keyEncryptionKey: Uint8Array,
  wrapped: Uint8Array,
): Result<Uint8Array, 'Malformed' | 'WrongPassphrase'> {
  if (wrapped.length !== WRAPPED_VAULT_KEY_BYTES) return fail('Malformed');
  const opened = unwrapSecret(keyEncryptionKey, VAULT_KEY_CONTEXT, wrapped);
  return opened.ok ? opened : fail('WrongPassphrase');
}
