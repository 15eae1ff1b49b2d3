import * as Automerge from '@automerge/automerge/slim';
import { entryId, hash, readCapsuleHeader, toHex } from '../../crypto/index.ts';
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
  const root = rootHash(documentId);
  const changes = capsules
    .filter((capsule) => readCapsuleHeader(capsule).ok)
    .map((capsule) => encodeEntryChange(root, entryId(documentId, capsule), capsule));
  return Automerge.applyChanges(document, changes)[0];
}

/** Forgets everything but these capsules: Automerge cannot forget an operation, so the document is made anew. */
export function rebuildSegmentDocument(
  documentId: Uint8Array,
  capsules: readonly Uint8Array[],
): SegmentDocument {
  return addCapsules(createSegmentDocument(documentId), documentId, capsules);
}

/** Throws rather than give bytes that would not load again. */
export function saveSegmentDocument(document: SegmentDocument): Uint8Array {
  const saved = Automerge.save(document);
  Automerge.free(Automerge.load(saved));
  return saved;
}

/** Null on damaged bytes: the document is then made anew from its records. */
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
function rootHash(documentId: Uint8Array): string {
  const document = createSegmentDocument(documentId);
  const [root] = Automerge.getHeads(document);
  Automerge.free(document);
  if (root === undefined) throw new Error('a segment document has a root change');
  return root;
}
