import * as Automerge from '@automerge/automerge/slim';
import { concat, entryId, fromHex, hash, readCapsuleHeader, toHex } from '../../crypto/index.ts';
import { encodeEntryChange } from './canonicalChange.ts';

/**
 * A segment's Automerge document, PROTOCOL.md §6. Only changes that this file makes are ever applied: the
 * wire carries capsules, and every device writes the same canonical change for the same capsule. So any
 * subset of entries merges in any order, and no member's bytes reach Automerge's decoder.
 */

type EntryFields = { readonly capsule: Uint8Array };
export type SegmentDocument = Automerge.Doc<Record<string, EntryFields | number>>;

const FORMAT = 1;

/**
 * The deterministic root: equal on every device of the circle.
 * @param documentId the segment's id, 32 bytes
 */
export function createSegmentDocument(documentId: Uint8Array): SegmentDocument {
  const actor = toHex(hash('segment-root', documentId).slice(0, 16));
  const empty = Automerge.init<Record<string, EntryFields | number>>({ actor });
  return Automerge.change(empty, { time: 0 }, (draft) => {
    draft['format'] = FORMAT;
  });
}

/** The document with these capsules' entries added: repeated ones change nothing, what is no capsule is left out. */
export function addCapsules(
  document: SegmentDocument,
  documentId: Uint8Array,
  capsules: readonly Uint8Array[],
): SegmentDocument {
  const root = rootChange(documentId);
  const changes = capsules
    .filter((capsule) => readCapsuleHeader(capsule).ok)
    .map((capsule) => encodeEntryChange(root.hash, entryId(documentId, capsule), capsule));
  return Automerge.applyChanges(document, changes)[0];
}

/**
 * A document that holds these entries and nothing else, as a file: its changes, one after another. Automerge would
 * write the same ones anew in columns, and takes as long for that as for making them.
 */
export function writeSegmentDocument(
  documentId: Uint8Array,
  entries: readonly { readonly entryId: Uint8Array; readonly capsule: Uint8Array }[],
): Uint8Array {
  const root = rootChange(documentId);
  const changes = entries.map(({ entryId: id, capsule }) =>
    encodeEntryChange(root.hash, id, capsule),
  );
  return concat(root.change, ...changes);
}

/** Null on damaged bytes. */
export function loadSegmentDocument(saved: Uint8Array): SegmentDocument | null {
  try {
    return Automerge.load(saved);
  } catch {
    return null;
  }
}

/** The capsules by entry id, in hexadecimal. Order means nothing here: it comes from the log. */
export function capsulesOf(document: SegmentDocument): ReadonlyMap<string, Uint8Array> {
  const capsules = new Map<string, Uint8Array>();
  for (const [key, fields] of Object.entries(document)) {
    if (typeof fields !== 'number') capsules.set(key, fields.capsule);
  }
  return capsules;
}

/** Made again, not looked for: walking the history costs more than the append, and more with each entry. */
function rootChange(documentId: Uint8Array): {
  readonly change: Uint8Array;
  readonly hash: Uint8Array;
} {
  const document = createSegmentDocument(documentId);
  const [head] = Automerge.getHeads(document);
  const [change] = Automerge.getAllChanges(document);
  Automerge.free(document);
  if (head === undefined || change === undefined) {
    throw new Error('a segment document has a root change');
  }
  return { change, hash: fromHex(head) };
}
