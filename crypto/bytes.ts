/** Byte strings: joining, comparing, naming. Integers are big-endian, as everywhere in PROTOCOL.md. */

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Throws `TypeError` on bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function u8(value: number): Uint8Array {
  return unsigned(value, 1);
}

export function u32(value: number): Uint8Array {
  return unsigned(value, 4);
}

/** `value` is a safe integer; the wire carries eight bytes. */
export function u64(value: number): Uint8Array {
  return unsigned(value, 8);
}

function unsigned(value: number, length: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0 || value >= 256 ** length) {
    throw new RangeError(`not an unsigned ${length * 8}-bit integer`);
  }
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** For public values only: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  const { length } = a;
  // Most that differ, differ at once.
  if (length !== b.length || a[0] !== b[0]) return false;
  const [left, right] = [viewOf(a), viewOf(b)];
  // Four at a time: a call for each byte of a megabyte takes 40 ms, during which a relay answers nobody.
  let at = 0;
  for (; at + 4 <= length; at += 4) if (left.getUint32(at) !== right.getUint32(at)) return false;
  for (; at < length; at += 1) if (left.getUint8(at) !== right.getUint8(at)) return false;
  return true;
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte] ?? '';
  return hex;
}

/** Throws `TypeError` on anything but an even number of lower-case hexadecimal digits. */
export function fromHex(hex: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/u.test(hex)) throw new TypeError('not lower-case hex');
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
}
