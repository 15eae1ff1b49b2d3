import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { vi } from 'vitest';
import { createBrowserVaultStorage } from '../../client/storage/browserVaultStorage.ts';
import {
  createMemoryDisk,
  createMemoryVaultStorage,
} from '../../client/storage/memoryVaultStorage.ts';
import { StorageFull, type VaultStorage } from '../../client/storage/vaultStorage.ts';
import { FakeDirectory } from './fakeDirectory.ts';

/** One device, and what may befall it. */
export type Bench = {
  /** Another tab. */
  storage(): VaultStorage;
  /** The tab that held the vault froze or died, without a word. */
  restart(): void;
  /** The browser throws its storage away. */
  clear(): Promise<void>;
  loseHeader(): Promise<void>;
  loseSlots(): void;
  slotFile(): Uint8Array | null;
  /** Runs `act` on a device that runs out of room in the middle of a write, and has none until `act` has ended. */
  whileFull(act: () => Promise<void>): Promise<void>;
};

function memoryBench(): Bench {
  const disk = createMemoryDisk();
  return {
    storage: () => createMemoryVaultStorage(disk),
    restart: () => disk.restart(),
    clear: async () => disk.clear(),
    loseHeader: async () => {
      disk.header = null;
    },
    loseSlots: () => {
      disk.slotFile = null;
    },
    slotFile: () => disk.slotFile,
    whileFull: async (act) => {
      disk.failNext = () => {
        throw new StorageFull();
      };
      await act();
      disk.failNext = undefined;
    },
  };
}

/** A platform aborts transactions for reasons of its own; the fake one lets itself be told to. */
type AbortableTransaction = IDBTransaction & { _abort?(name: string): void };

let databases = 0;

/** @param full what has no room: one request, the whole of them at the end, or the disk itself, as Chromium meets it */
function browserBench(full: 'request' | 'commit' | 'disk'): Bench {
  const databaseName = `vault-${(databases += 1)}`;
  const directory = new FakeDirectory(null);
  return {
    storage: () => createBrowserVaultStorage({ databaseName, directory: async () => directory }),
    restart: () => directory.restart(),
    clear: async () => {
      await deleteDB(databaseName);
      directory.file = null;
      directory.restart();
    },
    loseHeader: () => deleteDB(databaseName),
    loseSlots: () => {
      directory.file = null;
    },
    slotFile: () => directory.file,
    whileFull: async (act) => {
      const put = vi.spyOn(IDBObjectStore.prototype, 'put');
      const open = vi.spyOn(indexedDB, 'open');
      put.mockImplementation(function (this: IDBObjectStore) {
        if (full === 'request') throw new DOMException('full', 'QuotaExceededError');
        if (full === 'disk') {
          this.transaction.db.close();
          open.mockImplementation(() => {
            throw new DOMException('Internal error opening backing store', 'UnknownError');
          });
          throw new DOMException('IO error: FILE_ERROR_NO_SPACE', 'UnknownError');
        }
        const transaction: AbortableTransaction = this.transaction;
        queueMicrotask(() => transaction._abort?.('QuotaExceededError'));
        return this.getKey('any') as IDBRequest<IDBValidKey>;
      });
      await act();
      put.mockRestore();
      open.mockRestore();
    },
  };
}

export const benches: readonly (readonly [string, () => Bench])[] = [
  ['memory', memoryBench],
  ['browser', () => browserBench('request')],
  ['browser that counts room at the end', () => browserBench('commit')],
  ['browser on a full disk', () => browserBench('disk')],
];
