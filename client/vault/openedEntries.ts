import { toHex } from '../../crypto/index.ts';
import { capsulesOf } from '../model/segmentDocument.ts';
import type { OpenedEntry } from '../model/thread.ts';
import type { EntryRecord } from './circleRows.ts';
import type { CheckedKey, CircleState } from './circleState.ts';
import type { Contents } from './contents.ts';
import { openAuthor, openBody } from './openEntry.ts';

/** What has been opened, while its key lives: each capsule once, each name until it is known. */
export type OpenedEntries = {
  /** What can be read now, in the order of the log, as the segments' documents hold it. */
  read(circle: CircleState, contents: Contents): readonly OpenedEntry[];
  /** Whether anything that could be opened broke the rules. */
  hasRefused(): boolean;
  forgetBefore(hour: number): void;
  clear(): void;
};

export function createOpenedEntries(): OpenedEntries {
  /** Null for what opens for nobody here: no later key of an old epoch will come. */
  const opened = new Map<
    string,
    { readonly bucket: number; readonly entry: OpenedEntry | null; readonly isRefused: boolean }
  >();
  let triedKeys: readonly CheckedKey[] | null = null;

  function openNew(circle: CircleState, record: EntryRecord, capsule: Uint8Array | undefined) {
    const body = capsule && openBody(circle, record, capsule);
    const isRefused = body === 'refused';
    const entry =
      body && !isRefused ? { ...record, body, author: openAuthor(circle, record) } : null;
    opened.set(toHex(record.entryId), { bucket: record.bucket, entry, isRefused });
    return entry;
  }

  return {
    read(circle, contents) {
      // A name that did not show may do so under a key that has been announced since.
      const hasNewKeys = circle.checkedKeys !== triedKeys;
      triedKeys = circle.checkedKeys;
      const capsules = new Map<string, ReadonlyMap<string, Uint8Array>>();
      const capsuleOf = (id: string, record: EntryRecord) => {
        const name = toHex(record.documentId);
        const document = contents.documents.get(name);
        const ofDocument = capsules.get(name) ?? (document ? capsulesOf(document) : new Map());
        capsules.set(name, ofDocument);
        return ofDocument.get(id);
      };
      const readable: OpenedEntry[] = [];
      for (const [id, record] of contents.entries) {
        const known = opened.get(id);
        let entry = known?.entry ?? null;
        if (known === undefined) entry = openNew(circle, record, capsuleOf(id, record));
        else if (entry !== null && entry.author === null && hasNewKeys) {
          entry = { ...entry, author: openAuthor(circle, record) };
          opened.set(id, { ...known, entry });
        }
        if (entry !== null) readable.push(entry);
      }
      return readable;
    },
    hasRefused: () => [...opened.values()].some(({ isRefused }) => isRefused),
    forgetBefore(hour) {
      for (const [id, { bucket }] of opened) if (bucket < hour) opened.delete(id);
    },
    clear: () => opened.clear(),
  };
}
