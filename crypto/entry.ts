import { concat, u32, u64 } from './bytes.ts';
import { hash } from './kdf.ts';

/** Names of segments and entries, PROTOCOL.md §6. */

const ENTRY_ID_BYTES = 16;

/** `circleId` and `discussionId` 32 bytes; `rosterEpoch` is the epoch at which the roster last changed. */
export type Segment = {
  readonly circleId: Uint8Array;
  readonly discussionId: Uint8Array;
  readonly rosterEpoch: number;
  readonly part: number;
};

/** @returns 32 bytes; also the id of the segment's document */
export function segmentId(segment: Segment): Uint8Array {
  const { circleId, discussionId, rosterEpoch, part } = segment;
  return hash('segment', concat(circleId, discussionId, u64(rosterEpoch), u32(part)));
}

/** Other content is another id: nobody can overwrite an entry. @returns 16 bytes */
export function entryId(documentId: Uint8Array, capsule: Uint8Array): Uint8Array {
  return hash('entry', concat(documentId, capsule)).slice(0, ENTRY_ID_BYTES);
}
