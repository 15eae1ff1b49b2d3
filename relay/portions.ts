import { LIMITS } from './frames.ts';
import type { StoredRecord } from './logStore.ts';

/** What one `records` frame holds, read from the store or just appended. */

export const PORTION_BYTES = 64 * 1024;

/** By the index after which each begins. */
export type Portions = Map<number, readonly StoredRecord[]>;

/** Cuts records that follow one another as the store would: at `PORTION_BYTES` of bodies, at least one in each. */
export function portionsOf(records: readonly StoredRecord[]): Portions {
  const portions: Portions = new Map();
  let portion: StoredRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const length = record.bytes?.length ?? 0;
    const isFull = bytes + length > PORTION_BYTES || portion.length === LIMITS.batchRecords;
    if (portion.length === 0 || isFull) {
      portion = [];
      bytes = 0;
      portions.set(record.index - 1, portion);
    }
    portion.push(record);
    bytes += length;
  }
  return portions;
}
