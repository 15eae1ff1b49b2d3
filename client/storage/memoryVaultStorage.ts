import { StaleGeneration } from './generation.ts';
import { createMemorySlotFile } from './memorySlotFile.ts';
import { type SealedSecrets, SupersededFence } from './secretStore.ts';
import { type HeldSlotFile, SLOT_BYTES, SlotFileError } from './slotFile.ts';
import {
  type OpenVaultStorage,
  type StoreBatch,
  VaultDamaged,
  VaultHeld,
  type VaultHeader,
  type VaultRow,
  type VaultStorage,
  type VaultStore,
  type VaultTable,
} from './vaultStorage.ts';

/**
 * A device in memory, for tests and for the engine outside a browser: storages that share one are tabs, or
 * the runs of one browser after each other. Its fields are what a thief finds on it.
 */
export type MemoryDisk = {
  /** Each value that a transaction ever stored: a database keeps them in its log files. */
  readonly everWritten: Uint8Array[];
  /** Both slots as they stand: they are overwritten in place and have no past. */
  slotFile: Uint8Array | null;
  header: VaultHeader | null;
  secrets: SealedSecrets | null;
  readonly rows: Record<VaultTable, Map<string, VaultRow>>;
  fence: number;
  /** The fence of the owner that keeps the vault. */
  owner: number | null;
  /**
   * Called before each write with its name: `create`, `slot`, `flush`, `replace`, `commit` or `erase`. What it
   * throws, the write rejects with, and nothing is written.
   */
  failNext?: ((write: string) => void) | undefined;
  /** Called before rows are read: what it throws, the reading rejects with. */
  failRead?: (() => void) | undefined;
  /** The owner's process is gone, and let go of nothing. */
  restart(): void;
  /** The browser throws its storage away. */
  clear(): void;
};

export function createMemoryDisk(): MemoryDisk {
  const disk: MemoryDisk = {
    everWritten: [],
    slotFile: null,
    header: null,
    secrets: null,
    rows: { entries: new Map(), documents: new Map() },
    fence: 0,
    owner: null,
    restart: () => {
      disk.owner = null;
    },
    clear: () => {
      disk.slotFile = disk.header = disk.secrets = disk.owner = null;
      disk.rows.entries.clear();
      disk.rows.documents.clear();
    },
  };
  return disk;
}

export function createMemoryVaultStorage(disk: MemoryDisk = createMemoryDisk()): VaultStorage {
  let own: OpenVaultStorage | null = null;
  return {
    find: async () => {
      if (disk.header !== null) return 'present';
      return 'empty';
    },
    create: async (header) => {
      if (disk.header !== null) throw new Error('a vault stands here already');
      if (disk.owner !== null) throw new VaultHeld();
      disk.failNext?.('create');
      disk.slotFile ??= new Uint8Array(2 * SLOT_BYTES);
      disk.header = structuredClone(header);
      disk.everWritten.push(...Object.values(structuredClone(header)));
      return (own = hold(disk, header, disk.slotFile));
    },
    open: async () => {
      const { header, slotFile } = disk;
      if (disk.owner !== null) throw new VaultHeld();
      if (slotFile === null) throw new SlotFileError('Missing');
      if (header === null) throw new VaultDamaged();
      return (own = hold(disk, header, slotFile));
    },
    erase: async () => {
      await own?.close();
      if (disk.owner !== null) throw new VaultHeld();
      disk.failNext?.('erase');
      disk.slotFile?.fill(0);
      disk.clear();
    },
  };
}

function hold(disk: MemoryDisk, header: VaultHeader, file: Uint8Array): OpenVaultStorage {
  const own = (disk.fence += 1);
  disk.owner = own;
  const slots = createMemorySlotFile(file);
  const close = async () => {
    await slots.close();
    if (disk.owner === own) disk.owner = null;
  };
  const failing: HeldSlotFile = {
    read: slots.read,
    write: async (slot, content) => {
      disk.failNext?.('slot');
      await slots.write(slot, content);
    },
    flush: async () => {
      disk.failNext?.('flush');
      await slots.flush();
    },
    close,
  };
  return {
    header: structuredClone(header),
    slots: failing,
    store: createStore(disk, own),
    close,
  };
}

function createStore(disk: MemoryDisk, own: number): VaultStore {
  const held = () => {
    if (disk.owner !== own) throw new SupersededFence();
  };
  return {
    read: async () => {
      held();
      return structuredClone(disk.secrets);
    },
    replace: async (sealed) => {
      held();
      disk.failNext?.('replace');
      disk.secrets = structuredClone(sealed);
      disk.everWritten.push(...disk.secrets.values.values());
    },
    commit: async (batch) => {
      held();
      if (disk.secrets?.generation !== batch.generation) throw new StaleGeneration();
      disk.failNext?.('commit');
      disk.secrets = write(disk, disk.secrets, batch);
    },
    readRows: async (table, prefix, portion) => {
      disk.failRead?.();
      held();
      const { after, most } = portion ?? { after: '', most: Infinity };
      const keys = inOrder(disk.rows[table]);
      const from = firstAt(keys, (key) => key >= prefix && key > after);
      const to = firstAt(keys, (key) => key > `${prefix}\uffff`);
      const found = keys.slice(from, Math.min(to, from + most));
      return structuredClone(found.flatMap((key) => disk.rows[table].get(key) ?? []));
    },
  };
}

/** A database need not sort its keys for each reading either. */
const ordered = new WeakMap<Map<string, VaultRow>, readonly string[]>();

function inOrder(table: Map<string, VaultRow>): readonly string[] {
  const known = ordered.get(table);
  if (known?.length === table.size) return known;
  const keys = [...table.values()].map(({ key }) => key).sort();
  ordered.set(table, keys);
  return keys;
}

/** The place of the first key from which on `isIn` holds. */
function firstAt(keys: readonly string[], isIn: (key: string) => boolean): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const at = (from + to) >> 1;
    if (isIn(keys[at] ?? '')) to = at;
    else from = at + 1;
  }
  return from;
}

function write(disk: MemoryDisk, secrets: SealedSecrets, batch: StoreBatch): SealedSecrets {
  const keep = (sealed: Uint8Array) => {
    const copy = sealed.slice();
    disk.everWritten.push(copy);
    return copy;
  };
  const values = new Map(secrets.values);
  for (const [name, sealed] of batch.secrets) {
    if (sealed === null) values.delete(name);
    else values.set(name, keep(sealed));
  }
  const isNew = batch.puts.some(({ table, key }) => !disk.rows[table].has(key));
  if (isNew || batch.deletes.length > 0) {
    for (const table of Object.values(disk.rows)) ordered.delete(table);
  }
  for (const { table, key } of batch.deletes) disk.rows[table].delete(key);
  for (const row of batch.puts) {
    disk.rows[row.table].set(row.key, { ...row, sealed: keep(row.sealed) });
  }
  return { ...secrets, values };
}
