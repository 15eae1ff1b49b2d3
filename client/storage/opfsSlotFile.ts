import { type HeldSlotFile, SLOT_BYTES, SlotFileError } from './slotFile.ts';
import { StorageFull, VaultHeld } from './vaultStorage.ts';

/** What is used of `FileSystemSyncAccessHandle`, which exists in workers only. */
export interface SyncAccessHandle {
  read(buffer: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(buffer: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

/** What is used of `FileSystemDirectoryHandle`. */
export interface SlotDirectory {
  getFileHandle(
    name: string,
    options: { readonly create: boolean },
  ): Promise<{ createSyncAccessHandle(): Promise<SyncAccessHandle> }>;
  removeEntry(name: string): Promise<void>;
}

/**
 * Opens the slot file in the origin's private directory. The handle is exclusive and writes in place:
 * what is overwritten is gone from the profile, which IndexedDB does not promise.
 * @param mode `create` for a new vault; with `open` a file that is not there is `Missing`
 * Throws `SlotFileError`, `StorageFull`, and `VaultHeld` while another owner holds it.
 */
export async function openOpfsSlotFile(
  directory: SlotDirectory,
  name: string,
  mode: 'create' | 'open',
): Promise<HeldSlotFile> {
  const handle = await acquire(directory, name, mode === 'create');
  // A vault that crashed while it was founded may have left an empty file.
  try {
    if (mode === 'create' && handle.getSize() === 0) handle.truncate(2 * SLOT_BYTES);
    if (handle.getSize() !== 2 * SLOT_BYTES) throw new SlotFileError('Damaged');
  } catch (error) {
    handle.close();
    throw nameFailure(error);
  }
  let isOpen = true;
  const held = () => {
    if (!isOpen) throw new SlotFileError('Closed');
  };
  return {
    read: async (slot) => {
      held();
      const content = new Uint8Array(SLOT_BYTES);
      whole(handle.read(content, { at: slot * SLOT_BYTES }));
      return content;
    },
    write: async (slot, content) => {
      held();
      if (content.length !== SLOT_BYTES) throw new RangeError('not one slot long');
      // The first write to a place may find no room, though the file has its length.
      whole(named(() => handle.write(new Uint8Array(content), { at: slot * SLOT_BYTES })));
    },
    flush: async () => {
      held();
      named(() => handle.flush());
    },
    close: async () => {
      isOpen = false;
      handle.close();
    },
  };
}

/** Overwrites whatever the file holds before its name goes, also on a full device; does nothing where there is none. */
export async function destroyOpfsSlotFile(directory: SlotDirectory, name: string): Promise<void> {
  let handle: SyncAccessHandle;
  try {
    handle = await acquire(directory, name, false);
  } catch (error) {
    if (error instanceof SlotFileError && error.failure === 'Missing') return;
    throw error;
  }
  try {
    handle.write(new Uint8Array(handle.getSize()), { at: 0 });
    handle.flush();
  } catch (error) {
    // Only where nothing has ever been written does it take room to overwrite.
    if (!(nameFailure(error) instanceof StorageFull)) throw error;
  } finally {
    handle.close();
  }
  await directory.removeEntry(name);
}

async function acquire(directory: SlotDirectory, name: string, create: boolean) {
  try {
    const file = await directory.getFileHandle(name, { create });
    return await file.createSyncAccessHandle();
  } catch (error) {
    throw nameFailure(error);
  }
}

function nameFailure(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'NotFoundError') return new SlotFileError('Missing');
  if (error.name === 'NoModificationAllowedError') return new VaultHeld();
  return error.name === 'QuotaExceededError' ? new StorageFull() : error;
}

function named<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw nameFailure(error);
  }
}

function whole(count: number): void {
  if (count !== SLOT_BYTES) throw new SlotFileError('Damaged');
}
