import { toHex } from '../../crypto/index.ts';
import { writeSegmentDocument } from '../model/segmentDocument.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { StoreBatch, VaultRow, VaultStore } from '../storage/vaultStorage.ts';
import {
  circlePrefix,
  decodeEntryRecord,
  encodeEntryRecord,
  entryRowKey,
  openRow,
  sealRow,
  segmentRowName,
  type EntryRecord,
} from './circleRows.ts';

/**
 * A circle's records while the vault is open, read in portions. Each change is first made as rows to store; what was
 * stored is then taken over. The segments' documents are written behind, each in one batch: their records are the
 * source of truth, and a document that lags, is damaged or is missing is made anew from them.
 */

export type RowSealing = {
  readonly rowKey: Uint8Array;
  readonly ordinal: number;
  readonly random: RandomBytes;
};

/** Rows to store; `keep` once they are. */
export type ContentsChange = Pick<StoreBatch, 'puts' | 'deletes'> & { keep(): void };

export type Contents = {
  /** The next rows. @returns whether there may be more */
  load(most: number): Promise<boolean>;
  /** The newest of each of these segments, before their turn: all of them at once. */
  loadNewest(documentIds: readonly Uint8Array[], most: number): Promise<void>;
  all(): Iterable<EntryRecord>;
  /** @param id hexadecimal */
  named(id: string): EntryRecord | undefined;
  /** One batch of new records; those already held change nothing. */
  add(records: readonly EntryRecord[]): ContentsChange;
  /** Without what has faded before `hour`, and without names that have; null where nothing has. */
  forget(hour: number): (ContentsChange & { readonly faded: readonly EntryRecord[] }) | null;
  /** A document that no longer says what its records say; null where all do. */
  settle(): ContentsChange | null;
};

/** @param onRead each record that has been read, or added and stored */
export function createContents(
  store: VaultStore,
  { rowKey, ordinal, random }: RowSealing,
  onRead: (record: EntryRecord) => void,
): Contents {
  const entries = new Map<string, EntryRecord>();
  /** By document id. */
  const segments = new Map<string, { readonly name: string; readonly records: EntryRecord[] }>();
  const unsettled = new Map<string, Uint8Array>();
  let readUpTo = '';

  function segmentOf(documentId: Uint8Array) {
    const id = toHex(documentId);
    const known = segments.get(id);
    if (known !== undefined) return known;
    const segment = { name: segmentRowName(rowKey, ordinal, documentId), records: [] };
    segments.set(id, segment);
    return segment;
  }

  function hold(record: EntryRecord): void {
    const id = toHex(record.entryId);
    if (entries.has(id)) return;
    entries.set(id, record);
    segmentOf(record.documentId).records.push(record);
    onRead(record);
  }

  /** A damaged row is left out. */
  function take(rows: readonly VaultRow[]): void {
    for (const row of rows) {
      const opened = openRow(rowKey, row);
      if (opened !== null) hold(decodeEntryRecord(opened));
    }
  }

  const read = (prefix: string, after: string, most: number) =>
    store.readRows('entries', prefix, { after, most });

  const keyOf = ({ documentId, index }: EntryRecord) =>
    entryRowKey(segmentOf(documentId).name, index);

  const rowOf = (record: EntryRecord) =>
    sealRow(rowKey, 'entries', keyOf(record), record.bucket, encodeEntryRecord(record), random);

  return {
    async load(most) {
      const rows = await read(circlePrefix(ordinal), readUpTo, most);
      take(rows);
      readUpTo = rows.at(-1)?.key ?? readUpTo;
      return rows.length === most;
    },
    async loadNewest(documentIds, most) {
      const names = documentIds.map((id) => segmentOf(id).name);
      const pages = await Promise.all(names.map((name) => read(`${name}/`, '', most)));
      take(pages.flat());
    },
    all: () => entries.values(),
    named: (id) => entries.get(id),
    add(records) {
      const names = new Set<string>();
      const added = records.filter(({ entryId }) => {
        const id = toHex(entryId);
        const isNew = !entries.has(id) && !names.has(id);
        names.add(id);
        return isNew;
      });
      return {
        puts: added.map(rowOf),
        deletes: [],
        keep() {
          for (const record of added) {
            hold(record);
            unsettled.set(toHex(record.documentId), record.documentId);
          }
        },
      };
    },
    forget(hour) {
      const faded = [...entries.values()].filter(({ bucket }) => bucket < hour);
      const unnamed = [...entries.values()].flatMap((record) => {
        const { attribution, bucket } = record;
        const isNamed = attribution === null || attribution.bucket >= hour;
        return isNamed || bucket < hour ? [] : [{ ...record, attribution: null }];
      });
      if (faded.length + unnamed.length === 0) return null;
      const ofFaded = new Map(faded.map(({ documentId }) => [toHex(documentId), documentId]));
      const documents = [...ofFaded.values()].map((documentId) => segmentOf(documentId).name);
      return {
        faded,
        puts: unnamed.map(rowOf),
        deletes: [
          ...faded.map((record) => ({ table: 'entries' as const, key: keyOf(record) })),
          // What still lives is written anew behind.
          ...documents.map((key) => ({ table: 'documents' as const, key })),
        ],
        keep() {
          for (const { entryId } of faded) entries.delete(toHex(entryId));
          for (const record of unnamed) entries.set(toHex(record.entryId), record);
          for (const [id, documentId] of new Map(
            [...faded, ...unnamed].map((record) => [toHex(record.documentId), record.documentId]),
          )) {
            const { name, records } = segmentOf(documentId);
            const living = records.flatMap(({ entryId }) => entries.get(toHex(entryId)) ?? []);
            segments.set(id, { name, records: living });
            // A document holds no names.
            if (!ofFaded.has(id)) continue;
            if (living.length > 0) unsettled.set(id, documentId);
            else {
              segments.delete(id);
              unsettled.delete(id);
            }
          }
        },
      };
    },
    settle() {
      const [next] = unsettled;
      if (next === undefined) return null;
      const [id, documentId] = next;
      const { name, records } = segmentOf(documentId);
      const written = writeSegmentDocument(documentId, records);
      const bucket = Math.max(...records.map((record) => record.bucket));
      return {
        puts: [sealRow(rowKey, 'documents', name, bucket, written, random)],
        deletes: [],
        keep: () => void unsettled.delete(id),
      };
    },
  };
}
