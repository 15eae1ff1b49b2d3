import { toHex } from '../../crypto/index.ts';
import {
  addCapsules,
  createSegmentDocument,
  loadSegmentDocument,
  rebuildSegmentDocument,
  saveSegmentDocument,
  type SegmentDocument,
} from '../model/segmentDocument.ts';
import type { RandomBytes } from '../storage/generation.ts';
import type { VaultRow, VaultStore, VaultTable } from '../storage/vaultStorage.ts';
import {
  circlePrefix,
  decodeEntryRecord,
  documentRowKey,
  encodeEntryRecord,
  entryRowKey,
  openRow,
  sealRow,
  type EntryRecord,
} from './circleRows.ts';

/**
 * A circle's records and segment documents while the vault is open. Each change is first made as rows to store;
 * what was stored is then taken over.
 */

/** By entry id in hexadecimal, in the order of the log; documents by document id. */
export type Contents = {
  readonly entries: ReadonlyMap<string, EntryRecord>;
  readonly documents: ReadonlyMap<string, SegmentDocument>;
};

export type ContentsChange = {
  readonly contents: Contents;
  readonly puts: readonly VaultRow[];
  readonly deletes: readonly { readonly table: VaultTable; readonly key: string }[];
};

export type RowSealing = {
  readonly rowKey: Uint8Array;
  readonly ordinal: number;
  readonly random: RandomBytes;
};

export const NO_CONTENTS: Contents = { entries: new Map(), documents: new Map() };

/** A damaged record is left out; a damaged document is made anew from its records. */
export async function loadContents(store: VaultStore, sealing: RowSealing): Promise<Contents> {
  const prefix = circlePrefix(sealing.ordinal);
  const entries = new Map<string, EntryRecord>();
  for (const row of await store.readRows('entries', prefix)) {
    const opened = openRow(sealing.rowKey, row);
    if (opened === null) continue;
    const entry = decodeEntryRecord(opened);
    entries.set(toHex(entry.entryId), entry);
  }
  const saved = new Map((await store.readRows('documents', prefix)).map((row) => [row.key, row]));
  const documents = new Map<string, SegmentDocument>();
  for (const [name, ofDocument] of byDocument(entries.values())) {
    const { documentId } = ofDocument[0];
    const row = saved.get(documentRowKey(sealing.rowKey, sealing.ordinal, documentId));
    const opened = row === undefined ? null : openRow(sealing.rowKey, row);
    const loaded = opened === null ? null : loadSegmentDocument(opened);
    const capsules = ofDocument.map((entry) => entry.capsule);
    documents.set(
      name,
      loaded === null
        ? rebuildSegmentDocument(documentId, capsules)
        : addCapsules(loaded, documentId, capsules),
    );
  }
  return { entries, documents };
}

type OfDocument = readonly [EntryRecord, ...EntryRecord[]];

function byDocument(entries: Iterable<EntryRecord>): ReadonlyMap<string, OfDocument> {
  const groups = new Map<string, [EntryRecord, ...EntryRecord[]]>();
  for (const entry of entries) {
    const name = toHex(entry.documentId);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** One batch of new records; those already held change nothing. */
export function addEntries(
  contents: Contents,
  added: readonly EntryRecord[],
  sealing: RowSealing,
): ContentsChange {
  const entries = new Map(contents.entries);
  const news = added.filter((entry) => {
    const name = toHex(entry.entryId);
    const isNew = !entries.has(name);
    if (isNew) entries.set(name, entry);
    return isNew;
  });
  const documents = new Map(contents.documents);
  const puts = news.map((entry) => entryRow(entry, sealing));
  for (const [name, ofDocument] of byDocument(news)) {
    const { documentId } = ofDocument[0];
    const before = documents.get(name) ?? createSegmentDocument(documentId);
    const document = addCapsules(
      before,
      documentId,
      ofDocument.map((entry) => entry.capsule),
    );
    documents.set(name, document);
    puts.push(documentRow(documentId, document, entries.values(), sealing));
  }
  return { contents: { entries, documents }, puts, deletes: [] };
}

/**
 * What stood before `addEntries`, where its change was not stored: Automerge goes on from a document's newest state
 * only, so those that changed are made anew.
 */
export function takeBack(before: Contents, change: Contents): Contents {
  const documents = new Map(before.documents);
  const standing = byDocument(before.entries.values());
  for (const [name, document] of before.documents) {
    const ofDocument = standing.get(name);
    if (change.documents.get(name) === document || ofDocument === undefined) continue;
    const capsules = ofDocument.map((entry) => entry.capsule);
    documents.set(name, rebuildSegmentDocument(ofDocument[0].documentId, capsules));
  }
  return { ...before, documents };
}

function entryRow(entry: EntryRecord, { rowKey, ordinal, random }: RowSealing): VaultRow {
  const key = entryRowKey(ordinal, entry.index);
  return sealRow(rowKey, 'entries', key, entry.bucket, encodeEntryRecord(entry), random);
}

function documentRow(
  documentId: Uint8Array,
  document: SegmentDocument,
  entries: Iterable<EntryRecord>,
  { rowKey, ordinal, random }: RowSealing,
): VaultRow {
  const name = toHex(documentId);
  let bucket = 0;
  for (const entry of entries) {
    if (toHex(entry.documentId) === name) bucket = Math.max(bucket, entry.bucket);
  }
  const key = documentRowKey(rowKey, ordinal, documentId);
  return sealRow(rowKey, 'documents', key, bucket, saveSegmentDocument(document), random);
}

/** Without what has faded before `hour`: documents that held some of it are made anew, empty ones dropped. */
export function forgetFaded(
  contents: Contents,
  hour: number,
  sealing: RowSealing,
): ContentsChange & { readonly faded: readonly EntryRecord[] } {
  const faded = [...contents.entries.values()].filter((entry) => entry.bucket < hour);
  if (faded.length === 0) return { contents, puts: [], deletes: [], faded };
  const entries = new Map([...contents.entries].filter(([, entry]) => entry.bucket >= hour));
  const living = byDocument(entries.values());
  const documents = new Map(contents.documents);
  const puts: VaultRow[] = [];
  const deletes: { table: VaultTable; key: string }[] = faded.map((entry) => ({
    table: 'entries',
    key: entryRowKey(sealing.ordinal, entry.index),
  }));
  for (const [name, [{ documentId }]] of byDocument(faded)) {
    const remaining = living.get(name);
    if (remaining === undefined) {
      documents.delete(name);
      const key = documentRowKey(sealing.rowKey, sealing.ordinal, documentId);
      deletes.push({ table: 'documents', key });
      continue;
    }
    const document = rebuildSegmentDocument(
      documentId,
      remaining.map((entry) => entry.capsule),
    );
    documents.set(name, document);
    puts.push(documentRow(documentId, document, entries.values(), sealing));
  }
  return { contents: { entries, documents }, puts, deletes, faded };
}
