/** Bytes in one slot. */
export const SLOT_BYTES = 2048;

/** A file of two slots that are overwritten in place, so that what stood there is gone from the disk. */
export interface SlotFile {
  read(slot: 0 | 1): Promise<Uint8Array>;
  /** @param content `SLOT_BYTES` long */
  write(slot: 0 | 1, content: Uint8Array): Promise<void>;
  /** Resolves once everything written is on disk. */
  flush(): Promise<void>;
}

/** A slot file that one owner holds at a time, PROTOCOL.md §10. */
export interface HeldSlotFile extends SlotFile {
  /** Lets the next owner in: a takeover waits for this. */
  close(): Promise<void>;
}

/**
 * Why the file itself fails its owner, before any key is tried: `Missing` (no file where a vault was
 * expected), `Damaged` (not two slots long, or a slot was read or written short), `Closed`.
 */
export type SlotFileFailure = 'Missing' | 'Damaged' | 'Closed';

export class SlotFileError extends Error {
  readonly failure: SlotFileFailure;

  constructor(failure: SlotFileFailure) {
    super(`slot file: ${failure.toLowerCase()}`);
    this.failure = failure;
  }
}
