import type { SecretStore } from './secretStore.ts';
import type { HeldSlotFile } from './slotFile.ts';

/**
 * Where one vault lies. Rows are opaque here: the caller seals them. Their keys are ordinals, never names of
 * people, circles or texts.
 */

/** `bucket` the last hour in which the row is wanted, or NO_EXPIRY. */
export type VaultRow = {
  readonly table: VaultTable;
  readonly key: string;
  readonly bucket: number;
  readonly sealed: Uint8Array;
};
export type VaultTable = 'entries' | 'documents';

/** Names of secrets with their sealed values; null takes a secret away. */
export type StoreBatch = {
  readonly generation: number;
  readonly secrets: ReadonlyMap<string, Uint8Array | null>;
  readonly puts: readonly VaultRow[];
  readonly deletes: readonly { readonly table: VaultTable; readonly key: string }[];
};

/** Every method rejects with `SupersededFence` once another owner took over, and writes nothing then. */
export interface VaultStore extends SecretStore {
  /**
   * One durable transaction: all of it or nothing. Rejects with `StaleGeneration` where the stored generation is
   * another, with `StorageFull` where the device has no room.
   */
  commit(batch: StoreBatch): Promise<void>;
  /** Rows whose key begins with `prefix`, in order of their keys. */
  readRows(table: VaultTable, prefix: string): Promise<readonly VaultRow[]>;
}

/** In the open beside the vault: the cost and salt of the passphrase, the device's key, VK wrapped. */
export type VaultHeader = {
  readonly stretch: Uint8Array;
  readonly deviceKey: Uint8Array;
  readonly wrappedVaultKey: Uint8Array;
};

export type OpenVaultStorage = {
  readonly header: VaultHeader;
  readonly slots: HeldSlotFile;
  readonly store: VaultStore;
  /** Lets the next owner in. */
  close(): Promise<void>;
};

/** `cleared`: a vault stood here and the browser has thrown its storage away. */
export type VaultStorage = {
  find(): Promise<'empty' | 'cleared' | 'present'>;
  /** Makes the vault's place and its header, durably. Throws where one stands already. */
  create(header: VaultHeader): Promise<OpenVaultStorage>;
  /** Takes the vault over. Throws `SlotFileError`, and `VaultHeld` while another owner keeps it. */
  open(): Promise<OpenVaultStorage>;
  /** Destroys keys first, then everything else. */
  erase(): Promise<void>;
};

export class VaultHeld extends Error {
  constructor() {
    super('another owner holds the vault');
  }
}

export class StorageFull extends Error {
  constructor() {
    super('the device has no room left');
  }
}
