import type { SlotFile } from './generationPorts.ts';

/** A slot file that one owner holds at a time, PROTOCOL.md §11. */
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
