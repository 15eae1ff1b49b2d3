import { type DBSchema, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { StaleGeneration } from './generation.ts';
import { SupersededFence } from './secretStore.ts';
import { StorageFull, type VaultHeader, type VaultStore } from './vaultStorage.ts';

type StoredRow = { readonly bucket: number; readonly sealed: Uint8Array };

interface VaultSchema extends DBSchema {
  header: { key: 'header'; value: VaultHeader };
  fence: { key: 'fence'; value: number };
  generation: { key: 'generation'; value: number };
  secrets: { key: string; value: Uint8Array };
  entries: { key: string; value: StoredRow };
  documents: { key: string; value: StoredRow };
}

type Name = StoreNames<VaultSchema>;
type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<VaultSchema, Name[], Mode>;
type Writing = Transaction<'readwrite'>;

export type VaultDatabase = {
  /** Rejects with `SupersededFence` once the database was closed, by its owner or for another one's sake. */
  begin<Mode extends 'readonly' | 'readwrite'>(
    names: readonly Name[],
    mode: Mode,
  ): Promise<Transaction<Mode>>;
  close(): void;
};

const NAMES: readonly Name[] = ['header', 'fence', 'generation', 'secrets', 'entries', 'documents'];

/**
 * The platform's words for a device without room become ours; every other failure stays what it is. Chromium
 * names a full quota, but a full disk only in the message of an UnknownError, and closes the connection with it.
 */
function asStorageFull(failure: unknown): unknown {
  if (!(failure instanceof DOMException)) return failure;
  const isFull = failure.name === 'QuotaExceededError' || failure.message.includes('NO_SPACE');
  return isFull ? new StorageFull() : failure;
}

export async function openVaultDatabase(name: string): Promise<VaultDatabase> {
  let isClosed = false;
  const connect = async () =>
    openDB<VaultSchema>(name, 1, {
      upgrade: (database) => {
        for (const store of NAMES) database.createObjectStore(store);
      },
      // Whoever erases the vault waits for no tab that lost it.
      blocking: (_version, _blocked, event) => {
        isClosed = true;
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
  let connection = await connect().catch((error: unknown) => {
    throw asStorageFull(error);
  });

  /** The browser ended the connection of its own accord; the fence still says whose the vault is. */
  async function reconnect(): Promise<void> {
    const next = await connect().catch((error: unknown) => {
      // What a full disk keeps from opening again, Chromium calls an internal error.
      const isUnnamed = error instanceof DOMException && error.name === 'UnknownError';
      throw isUnnamed ? new StorageFull() : asStorageFull(error);
    });
    if (isClosed) next.close();
    else connection = next;
  }

  return {
    async begin(names, mode) {
      const begun = () => connection.transaction([...names], mode, { durability: 'strict' });
      if (isClosed) throw new SupersededFence();
      try {
        return begun();
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
      }
      await reconnect();
      if (isClosed) throw new SupersededFence();
      return begun();
    },
    close() {
      isClosed = true;
      connection.close();
    },
  };
}

/** Undefined where no vault was made; makes no database then. */
export async function readVaultHeader(name: string): Promise<VaultHeader | undefined> {
  const databases = await indexedDB.databases();
  if (!databases.some((database) => database.name === name)) return undefined;
  const database = await openVaultDatabase(name);
  try {
    const reading = await database.begin(['header'], 'readonly');
    return await reading.objectStore('header').get('header');
  } finally {
    database.close();
  }
}

/**
 * Raises the fence, which turns every earlier owner away, and returns the store of the new one.
 * @param header makes the vault; rejects where one stands. Without it, `header` in the answer is undefined
 * where none stands.
 */
export async function takeOverVault(
  database: VaultDatabase,
  header?: VaultHeader,
): Promise<{ readonly header: VaultHeader | undefined; readonly store: VaultStore }> {
  let own = 0;
  let found: VaultHeader | undefined;
  await write(database, async (writing) => {
    if (header !== undefined) {
      const { stretch, deviceKey, wrappedVaultKey } = header;
      await writing.objectStore('header').add(
        {
          stretch: stretch.slice(),
          deviceKey: deviceKey.slice(),
          wrappedVaultKey: wrappedVaultKey.slice(),
        },
        'header',
      );
    }
    found = await writing.objectStore('header').get('header');
    own = ((await writing.objectStore('fence').get('fence')) ?? 0) + 1;
    await writing.objectStore('fence').put(own, 'fence');
  });
  return { header: found, store: createStore(database, own) };
}

/**
 * Each write waits for the disk. What it replaces may stay in the database's log files, sealed under a
 * generation key that is destroyed elsewhere.
 */
function createStore(database: VaultDatabase, own: number): VaultStore {
  const held = (fence: number | undefined) => {
    if (fence !== own) throw new SupersededFence();
  };
  const writeHeld = (act: (writing: Writing) => Promise<void>) =>
    write(database, async (writing) => {
      held(await writing.objectStore('fence').get('fence'));
      await act(writing);
    });
  return {
    read: async () => {
      const reading = await database.begin(['fence', 'generation', 'secrets'], 'readonly');
      const secrets = reading.objectStore('secrets');
      const [fence, generation, names, values] = await Promise.all([
        reading.objectStore('fence').get('fence'),
        reading.objectStore('generation').get('generation'),
        secrets.getAllKeys(),
        secrets.getAll(),
        reading.done,
      ]);
      held(fence);
      return generation === undefined ? null : { generation, values: zip(names, values) };
    },
    replace: ({ generation, values }) =>
      writeHeld(async (writing) => {
        const secrets = writing.objectStore('secrets');
        await Promise.all([
          writing.objectStore('generation').put(generation, 'generation'),
          secrets.clear(),
          ...[...values].map(async ([name, sealed]) => secrets.put(sealed.slice(), name)),
        ]);
      }),
    commit: ({ generation, secrets, puts, deletes }) =>
      writeHeld(async (writing) => {
        const stored = await writing.objectStore('generation').get('generation');
        if (stored !== generation) throw new StaleGeneration();
        const values = writing.objectStore('secrets');
        // Bytes are copied because a view would take the whole buffer behind it to the disk; each request is
        // made inside a promise, so that one that throws leaves no other one unheard.
        await Promise.all([
          ...[...secrets].map(async ([name, sealed]) =>
            sealed === null ? values.delete(name) : values.put(sealed.slice(), name),
          ),
          ...deletes.map(async ({ table, key }) => writing.objectStore(table).delete(key)),
          ...puts.map(async ({ table, key, bucket, sealed }) =>
            writing.objectStore(table).put({ bucket, sealed: sealed.slice() }, key),
          ),
        ]);
      }),
    readRows: async (table, prefix, portion) => {
      const reading = await database.begin(['fence', table], 'readonly');
      const after = portion?.after ?? '';
      const isWithin = after > prefix;
      const range = IDBKeyRange.bound(isWithin ? after : prefix, `${prefix}\uffff`, isWithin);
      const [fence, keys, rows] = await Promise.all([
        reading.objectStore('fence').get('fence'),
        reading.objectStore(table).getAllKeys(range, portion?.most),
        reading.objectStore(table).getAll(range, portion?.most),
        reading.done,
      ]);
      held(fence);
      return [...zip(keys, rows)].map(([key, row]) => ({ table, key, ...row }));
    },
  };
}

/** One durable transaction: when anything in it fails, nothing of it stays. */
async function write(
  database: VaultDatabase,
  act: (writing: Writing) => Promise<void>,
): Promise<void> {
  const writing = await database.begin(NAMES, 'readwrite');
  const done = writing.done.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    await act(writing);
  } catch (error) {
    // The transaction's own error says why its requests were aborted.
    const cause = writing.error ?? error;
    if (writing.error === null) writing.abort();
    await done;
    throw asStorageFull(cause);
  }
  const failed = await done;
  if (failed !== null) throw asStorageFull(failed.error);
}

function zip<Value>(keys: readonly string[], values: readonly Value[]): Map<string, Value> {
  const zipped = new Map<string, Value>();
  for (const [at, key] of keys.entries()) {
    const value = values[at];
    if (value !== undefined) zipped.set(key, value);
  }
  return zipped;
}
