import { uncompress } from 'snappyjs';

/** LevelDB's files as Chromium writes them, read leniently: what is torn or unknown is passed over. */

const BLOCK_BYTES = 32 * 1024;
const RECORD_HEADER_BYTES = 7;
const FIRST = 2;
const LAST = 4;
const PUT = 1;
const DELETE = 0;
const BATCH_HEADER_BYTES = 12;
const FOOTER_BYTES = 48;
const TRAILER_BYTES = 5;
const SNAPPY = 1;
const MAGIC = 0xdb4775248b80fb57n;

/** @returns the value and where it ends; null past the end of the bytes */
export function readVarint(bytes: Uint8Array, from: number): readonly [number, number] | null {
  let value = 0;
  for (let at = from; at < from + 5; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * (at - from));
    if (byte < 0x80) return [value, at + 1];
  }
  return null;
}

/** Null where these are no such bytes. */
export function unsnap(compressed: Uint8Array): Uint8Array | null {
  try {
    return uncompress(new Uint8Array(compressed));
  } catch {
    return null;
  }
}

/** The records of a log, whose pieces lie in blocks of 32 KiB, joined; one that was never finished as far as it goes. */
function recordsOf(log: Uint8Array): readonly Uint8Array[] {
  const records: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  const finish = () => {
    if (pieces.length > 0) records.push(new Uint8Array(Buffer.concat(pieces)));
    pieces = [];
  };
  for (let block = 0; block < log.length; block += BLOCK_BYTES) {
    const end = Math.min(block + BLOCK_BYTES, log.length);
    let at = block;
    while (at + RECORD_HEADER_BYTES <= end) {
      const length = (log[at + 4] ?? 0) + 256 * (log[at + 5] ?? 0);
      const type = log[at + 6] ?? 0;
      const from = at + RECORD_HEADER_BYTES;
      at = from + length;
      // The rest of the block was never written.
      if (type === 0 || type > LAST || at > end) break;
      if (type <= FIRST) finish();
      pieces.push(log.subarray(from, at));
      if (type === 1 || type === LAST) finish();
    }
  }
  finish();
  return records;
}

/** A length and as many bytes. */
function readString(bytes: Uint8Array, from: number): readonly [Uint8Array, number] | null {
  const length = readVarint(bytes, from);
  if (length === null) return null;
  const end = length[1] + length[0];
  return end > bytes.length ? null : [bytes.subarray(length[1], end), end];
}

/** Keys and values of every batch, deleted and replaced ones too. */
export function stringsOfLog(log: Uint8Array): readonly Uint8Array[] {
  return recordsOf(log).flatMap((record) => {
    const strings = [record];
    let at = BATCH_HEADER_BYTES;
    while (at < record.length) {
      const tag = record[at];
      const key = tag === PUT || tag === DELETE ? readString(record, at + 1) : null;
      if (key === null) break;
      strings.push(key[0]);
      const value = tag === PUT ? readString(record, key[1]) : null;
      if (value !== null) strings.push(value[0]);
      at = value?.[1] ?? key[1];
      if (tag === PUT && value === null) break;
    }
    return strings;
  });
}

function readBlock(table: Uint8Array, offset: number, size: number): Uint8Array | null {
  const trailer = offset + size;
  if (trailer + TRAILER_BYTES > table.length) return null;
  const block = table.subarray(offset, trailer);
  return table[trailer] === SNAPPY ? unsnap(block) : block;
}

type Entry = { readonly key: Uint8Array; readonly value: Uint8Array };

/** Each key is written as what it does not share with the one before it. */
function entriesOf(block: Uint8Array): readonly Entry[] {
  const entries: Entry[] = [];
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const restarts = block.length < 4 ? 0 : view.getUint32(block.length - 4, true);
  const end = block.length - 4 - 4 * restarts;
  let key = new Uint8Array(0);
  for (let at = 0; at < end;) {
    const shared = readVarint(block, at);
    const own = shared && readVarint(block, shared[1]);
    const length = own && readVarint(block, own[1]);
    if (length === null || own === null || shared === null) break;
    const keyEnd = length[1] + own[0];
    key = new Uint8Array(
      Buffer.concat([key.subarray(0, shared[0]), block.subarray(length[1], keyEnd)]),
    );
    at = keyEnd + length[0];
    if (at > end) break;
    entries.push({ key, value: block.subarray(keyEnd, at) });
  }
  return entries;
}

/** Keys and values of a sorted table; empty for any other file. */
export function stringsOfTable(table: Uint8Array): readonly Uint8Array[] {
  if (table.length < FOOTER_BYTES) return [];
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  if (view.getBigUint64(table.length - 8, true) !== MAGIC) return [];
  const footer = table.subarray(table.length - FOOTER_BYTES);
  let at = 0;
  const numbers: number[] = [];
  while (numbers.length < 4) {
    const number = readVarint(footer, at);
    if (number === null) return [];
    numbers.push(number[0]);
    at = number[1];
  }
  const [, , indexAt = 0, indexSize = 0] = numbers;
  const index = readBlock(table, indexAt, indexSize);
  return entriesOf(index ?? new Uint8Array(0)).flatMap(({ value }) => {
    const offset = readVarint(value, 0);
    const size = offset && readVarint(value, offset[1]);
    const block = offset && size && readBlock(table, offset[0], size[0]);
    return entriesOf(block ?? new Uint8Array(0)).flatMap((entry) => [entry.key, entry.value]);
  });
}
