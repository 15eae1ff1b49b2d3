import { concat, u32, u8, utf8 } from './bytes.ts';
import { sodium } from './sodium.ts';

const PREFIX = utf8('cenacle/v1\0');

/** Labels are few, and each key and hash begins with one. */
const beginnings = new Map<string, Uint8Array>();

function beginningOf(label: string): Uint8Array {
  const known = beginnings.get(label);
  if (known !== undefined) return known;
  const name = utf8(label);
  const beginning = concat(PREFIX, u8(name.length), name);
  beginnings.set(label, beginning);
  return beginning;
}

function frame(label: string, context: Uint8Array): Uint8Array {
  const beginning = beginningOf(label);
  const framed = new Uint8Array(beginning.length + 4 + context.length);
  framed.set(beginning);
  framed.set(u32(context.length), beginning.length);
  framed.set(context, beginning.length + 4);
  return framed;
}

/**
 * KDF(k, label, ctx, L) of PROTOCOL.md §1: keyed BLAKE2b.
 * @param key 1 to 64 bytes
 * @param length of the output in bytes, 16 to 64
 */
export function kdf(
  key: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  return sodium.crypto_generichash(length, frame(label, context), key);
}

/** H(label, x) of PROTOCOL.md §1: BLAKE2b-256 without a key, same framing. */
export function hash(label: string, content: Uint8Array): Uint8Array {
  return sodium.crypto_generichash(32, frame(label, content), null);
}
