import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What can be found in raw bytes. */

/** Those of the texts that stand somewhere in the clear, in either way in which programs keep text. */
export function textsIn(bytes: Buffer, texts: readonly string[]): readonly string[] {
  return texts.filter(
    (text) =>
      bytes.includes(Buffer.from(text, 'utf8')) || bytes.includes(Buffer.from(text, 'utf16le')),
  );
}

const PIECE_BYTES = 32;

/** Which share of the record, piece by piece, lies in the folder's files: a database cuts what is longer than a page. */
export function shareIn(folder: string, record: Uint8Array): number {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  let pieces = 0;
  let found = 0;
  for (let at = 0; at + PIECE_BYTES <= record.length; at += PIECE_BYTES) {
    const piece = Buffer.from(record.subarray(at, at + PIECE_BYTES));
    pieces += 1;
    if (files.some((file) => file.includes(piece))) found += 1;
  }
  return found / pieces;
}
