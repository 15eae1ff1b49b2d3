import { fail, ok, type Result } from './result.ts';

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

const END = 0x80;

/** ISO/IEC 7816-4 padding, up to `to` bytes. */
export function pad(plaintext: Uint8Array, to: number): Uint8Array {
  if (plaintext.length >= to) throw new RangeError('the text does not fit its size class');
  const padded = new Uint8Array(to);
  padded.set(plaintext);
  padded[plaintext.length] = END;
  return padded;
}

/** Of what has been authenticated: then time tells nothing, and libsodium's wrapper takes a call for each byte. */
export function unpad(padded: Uint8Array): Result<Uint8Array> {
  let at = padded.length - 1;
  while (padded[at] === 0) at -= 1;
  return padded[at] === END ? ok(padded.slice(0, at)) : fail('Malformed');
}
