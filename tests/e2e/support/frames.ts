/** What a WebSocket client sent, PROTOCOL of RFC 6455 §5.2, from the bytes of one connection. */

const OPCODE_BITS = 0x0f;
const LENGTH_BITS = 0x7f;
const OPCODE_CLOSE = 8;
const MASK_BYTES = 4;

/** @returns how to feed it: complete payloads are passed on, unmasked */
export function createFrameReader(onPayload: (payload: Buffer) => void) {
  let rest = Buffer.alloc(0);
  return (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = readHeader(rest);
      if (header === null || rest.length < header.end) return;
      const mask = rest.subarray(header.start - MASK_BYTES, header.start);
      const payload = Buffer.from(rest.subarray(header.start, header.end));
      for (const [at, byte] of payload.entries()) payload[at] = byte ^ (mask[at % 4] ?? 0);
      if (((rest[0] ?? 0) & OPCODE_BITS) < OPCODE_CLOSE) onPayload(payload);
      rest = rest.subarray(header.end);
    }
  };
}

/** Where the payload lies; null while the header is not whole. A client's frames are always masked. */
function readHeader(bytes: Buffer): { readonly start: number; readonly end: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & LENGTH_BITS;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + MASK_BYTES;
  if (bytes.length < start) return null;
  const length =
    lengthBytes === 0
      ? short
      : lengthBytes === 2
        ? bytes.readUInt16BE(2)
        : Number(bytes.readBigUInt64BE(2));
  return { start, end: start + length };
}
