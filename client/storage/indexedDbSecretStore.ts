import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import {
  type FencedSecretStore,
  type SealedSecrets,
  type SecretStore,
  SupersededFence,
} from './secretStore.ts';

/** One row for the fence and one for all sealed secrets: a generation is replaced whole or not at all. */
interface VaultSchema extends DBSchema {
  fence: { key: 'fence'; value: number };
  secrets: { key: 'secrets'; value: SealedSecrets };
}

export type IndexedDbSecretStore = FencedSecretStore & { close(): void };

/**
 * The secret store of a browser. Each write waits for the disk (`durability: 'strict'`). What it replaces
 * may stay in the database's log files, sealed under a generation key that is destroyed elsewhere.
 */
export async function openIndexedDbSecretStore(name: string): Promise<IndexedDbSecretStore> {
  const database = await openDB<VaultSchema>(name, 1, {
    upgrade: (opened) => {
      opened.createObjectStore('fence');
      opened.createObjectStore('secrets');
    },
  });
  return { takeOver: () => takeOver(database), close: () => database.close() };
}

async function takeOver(database: IDBPDatabase<VaultSchema>): Promise<SecretStore> {
  const raising = database.transaction('fence', 'readwrite', { durability: 'strict' });
  const own = ((await raising.store.get('fence')) ?? 0) + 1;
  await raising.store.put(own, 'fence');
  await raising.done;
  return {
    read: async () => {
      const reading = database.transaction(['fence', 'secrets'], 'readonly');
      const [fence, sealed] = await Promise.all([
        reading.objectStore('fence').get('fence'),
        reading.objectStore('secrets').get('secrets'),
        reading.done,
      ]);
      if (fence !== own) throw new SupersededFence();
      return sealed ?? null;
    },
    replace: async (sealed) => {
      const writing = database.transaction(['fence', 'secrets'], 'readwrite', {
        durability: 'strict',
      });
      const isHeld = (await writing.objectStore('fence').get('fence')) === own;
      if (isHeld) await writing.objectStore('secrets').put(sealed, 'secrets');
      await writing.done;
      if (!isHeld) throw new SupersededFence();
    },
  };
}
