import { type HeldSlotFile, SLOT_BYTES, SlotFileError } from './slotFile.ts';

/**
 * A slot file in memory, for tests and for the engine outside a browser.
 * @param file both slots, written in place: what the caller sees in it is what a disk would hold
 */
export function createMemorySlotFile(file: Uint8Array = new Uint8Array(2 * SLOT_BYTES)) {
  if (file.length !== 2 * SLOT_BYTES) throw new SlotFileError('Damaged');
  let isOpen = true;
  const held = () => {
    if (!isOpen) throw new SlotFileError('Closed');
  };
  return {
    read: async (slot) => {
      held();
      return file.slice(slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
    },
    write: async (slot, content) => {
      held();
      if (content.length !== SLOT_BYTES) throw new RangeError('not one slot long');
      file.set(content, slot * SLOT_BYTES);
    },
    flush: async () => held(),
    close: async () => {
      isOpen = false;
    },
  } satisfies HeldSlotFile;
}
