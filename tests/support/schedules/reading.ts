import { equalBytes, toHex } from '../../../crypto/index.ts';
import type { OpenedEntry } from '../../../client/model/thread.ts';
import type { EntryRecord } from '../../../client/vault/circleRows.ts';
import type { CircleState } from '../../../client/vault/circleState.ts';
import { openBody } from '../../../client/vault/openEntry.ts';

/** What a device has opened, each entry once; whose it is, is asked when all are home. */
export class Reading {
  readonly #opened = new Map<string, OpenedEntry | 'refused' | null>();

  /** In the order of the log. */
  read(circle: CircleState, entries: ReadonlyMap<string, EntryRecord>): readonly OpenedEntry[] {
    return [...entries]
      .toSorted(([, one], [, other]) => one.index - other.index)
      .flatMap(([id, record]) => {
        const entry = this.#opened.get(id) ?? this.#open(circle, record);
        return entry === null || entry === 'refused' ? [] : [entry];
      });
  }

  #open(circle: CircleState, record: EntryRecord): OpenedEntry | 'refused' | null {
    const body = openBody(circle, record, record.capsule);
    const isOwn = circle.own.some(({ entryId }) => equalBytes(entryId, record.entryId));
    const said = { ...record, author: null, isOwn, isWaiting: false };
    const entry = body === null || body === 'refused' ? body : { ...said, body };
    this.#opened.set(toHex(record.entryId), entry);
    return entry;
  }

  /** Whether anything that could be opened broke the rules. */
  hasRefused(): boolean {
    return [...this.#opened.values()].includes('refused');
  }

  forget(entries: readonly EntryRecord[]): void {
    for (const { entryId } of entries) this.#opened.delete(toHex(entryId));
  }

  clear(): void {
    this.#opened.clear();
  }
}
