import { deleteDB } from 'idb';
import {
  openVaultDatabase,
  readVaultHeader,
  takeOverVault,
  type VaultDatabase,
} from './indexedDbVaultStore.ts';
import { destroyOpfsSlotFile, openOpfsSlotFile, type SlotDirectory } from './opfsSlotFile.ts';
import type { HeldSlotFile } from './slotFile.ts';
import {
  type OpenVaultStorage,
  VaultDamaged,
  type VaultHeader,
  type VaultStorage,
} from './vaultStorage.ts';

/**
 * A vault in a browser's dedicated worker: slots in a file of the origin's private directory, everything else
 * in IndexedDB, PROTOCOL.md §10. The slot file comes first and the header last, so that a vault that was
 * interrupted while it was made is none.
 * @param options.databaseName also the slot file's name
 */
export function createBrowserVaultStorage(options: {
  readonly databaseName: string;
  readonly directory: () => Promise<SlotDirectory>;
}): VaultStorage {
  const { databaseName, directory } = options;
  let own: OpenVaultStorage | null = null;

  async function hold(mode: 'create' | 'open', given?: VaultHeader): Promise<OpenVaultStorage> {
    const slots = await openOpfsSlotFile(await directory(), databaseName, mode);
    let database: VaultDatabase | undefined;
    try {
      database = await openVaultDatabase(databaseName);
      const { header, store } = await takeOverVault(database, given);
      if (header === undefined) throw new VaultDamaged();
      return (own = { header, slots, store, close: () => release(slots, database) });
    } catch (error) {
      await release(slots, database);
      throw error;
    }
  }

  return {
    find: async () => {
      if ((await readVaultHeader(databaseName)) !== undefined) return 'present';
      return 'empty';
    },
    create: async (header) => {
      if ((await readVaultHeader(databaseName)) !== undefined) {
        throw new Error('a vault stands here already');
      }
      return hold('create', header);
    },
    open: () => hold('open'),
    erase: async () => {
      await own?.close();
      await destroyOpfsSlotFile(await directory(), databaseName);
      await deleteDB(databaseName);
    },
  };
}

async function release(slots: HeldSlotFile, database: VaultDatabase | undefined): Promise<void> {
  database?.close();
  await slots.close();
}
