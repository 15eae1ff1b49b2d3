import { decode, encode } from 'cborg';
import { kdf, toHex, unwrapSecret, utf8, wrapSecret } from '../../crypto/index.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { VaultRow, VaultTable } from '../storage/vaultStorage.ts';

/**
 * Contents at rest. A row holds capsules, sealed by keys of their own last hour; the row key, which lies under
 * the generation key, hides the rest (which discussion, when) from who has no passphrase.
 */

/** A valid content record: the source of truth, from which a segment's document can always be made anew. */
export type EntryRecord = {
  readonly index: number;
  /** The relay's hour. */
  readonly hour: number;
  readonly bucket: number;
  /** In which it was sealed. */
  readonly epoch: number;
  readonly discussionId: Uint8Array;
  readonly rosterEpoch: number;
  readonly part: number;
  readonly documentId: Uint8Array;
  readonly entryId: Uint8Array;
  readonly capsule: Uint8Array;
  /** Who said it, until b′; null from then on, or where nobody said so. */
  readonly attribution: { readonly capsule: Uint8Array; readonly bucket: number } | null;
};

function ordinalPrefix(ordinal: number): string {
  return `${String(ordinal).padStart(6, '0')}/`;
}

/**
 * The name of a segment's document, and of its entries' rows: it says nothing without the row key.
 * @param documentId 32 bytes
 */
export function segmentRowName(
  rowKey: Uint8Array,
  ordinal: number,
  documentId: Uint8Array,
): string {
  return ordinalPrefix(ordinal) + toHex(kdf(rowKey, 'row-name', documentId, 16));
}

const INDEX_DIGITS = 15;

/** A segment's rows lie together and the newest first, so that the last page is read without the others. */
export function entryRowKey(segmentName: string, index: number): string {
  const fromEnd = 10 ** INDEX_DIGITS - 1 - index;
  return `${segmentName}/${String(fromEnd).padStart(INDEX_DIGITS, '0')}`;
}

export function circlePrefix(ordinal: number): string {
  return ordinalPrefix(ordinal);
}

function rowContext(table: VaultTable, key: string): Uint8Array {
  return utf8(`row/${table}/${key}`);
}

export function sealRow(
  rowKey: Uint8Array,
  table: VaultTable,
  key: string,
  bucket: number,
  plaintext: Uint8Array,
  random: RandomBytes,
): VaultRow {
  return {
    table,
    key,
    bucket,
    sealed: wrapSecret(rowKey, rowContext(table, key), plaintext, random(24)),
  };
}

/** Null on a damaged row, or one moved here from elsewhere. */
export function openRow(rowKey: Uint8Array, row: VaultRow): Uint8Array | null {
  const opened = unwrapSecret(rowKey, rowContext(row.table, row.key), row.sealed);
  return opened.ok ? opened.value : null;
}

export function encodeEntryRecord(entry: EntryRecord): Uint8Array {
  return encode(entry);
}

/** Of what this vault itself sealed. */
export function decodeEntryRecord(bytes: Uint8Array): EntryRecord {
  return decode(bytes) as EntryRecord;
}
