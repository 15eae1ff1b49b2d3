import { fail, ok, type Result } from './result.ts';
import { sodium } from './sodium.ts';

const CLASSES = [256, 512, 1024, 2048, 4096];

/**
 * The size class of PROTOCOL.md §4: 256 to 4096 in powers of two, then Padmé (Nikitin et al. 2019, at most
 * 12 % more). One byte is always added, so the class is that of `length + 1`.
 */
export function paddedLength(length: number, least = 256): number {
  const needed = Math.max(length + 1, least);
  const small = CLASSES.find((size) => needed <= size);
  if (small !== undefined) return small;
  const exponent = Math.floor(Math.log2(needed));
  const step = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return Math.ceil(needed / step) * step;
}

/** ISO/IEC 7816-4 padding by libsodium, up to `to` bytes. */
export function pad(plaintext: Uint8Array, to: number): Uint8Array {
  if (plaintext.length >= to) throw new RangeError('the text does not fit its size class');
  return sodium.pad(plaintext, to);
}

export function unpad(padded: Uint8Array): Result<Uint8Array> {
  try {
    return ok(sodium.unpad(padded, padded.length));
  } catch {
    return fail('Malformed');
  }
}
