import { expect } from 'vitest';
import { PASSPHRASE } from '../support/person.ts';
import { SAT_DOWN_MS, type Table } from '../support/table.ts';
import { recover, type Recovered } from './recover.ts';
import { blobsOf } from './stolenDevice.ts';

/** One theft of a whole table, and what may be left of a contribution that lived an hour. */

export const FADING = 'Only for this hour: I want to leave the firm.';
/** The control: found by the very run that does not find what has faded. */
export const LASTING = 'The minutes of Tuesday are in the drawer.';
/** Said at 9:20 to live an hour, FADING shares its key with all that fades until eleven. */
export const PASSED = {
  beforeEndMs: Date.UTC(2026, 10, 25, 10, 59),
  goneMs: Date.UTC(2026, 10, 25, 11, 10, 1),
};

/** @param more what else the thief has */
export function steal(
  table: Pick<Table, 'people' | 'relay'>,
  more: {
    readonly blobs?: readonly Uint8Array[];
    readonly passphrases?: readonly string[];
  } = {},
): Promise<Recovered> {
  const { blobs = [], passphrases = [PASSPHRASE] } = more;
  return recover({
    blobs: [...blobs, ...table.people.flatMap(({ disk }) => blobsOf(disk))],
    passphrases,
    archive: table.relay.everyByte(),
    nowMs: SAT_DOWN_MS,
  });
}

export function expectGone(recovered: Recovered, ...faded: readonly string[]): void {
  expect(recovered.whereIs(LASTING)).toContain('capsule');
  for (const text of faded) expect(recovered.whereIs(text)).toEqual([]);
}
