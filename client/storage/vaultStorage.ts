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

/** At most so many rows, and only those after this key; '' for the first ones. */
export type Portion = { readonly after: string; readonly most: number };

/** Names of secrets with their sealed values; null takes a secret away. Deletes come before puts. */
export type StoreBatch = {
  readonly generation: number;
  readonly secrets: ReadonlyMap<string, Uint8Array | null>;
  readonly puts: readonly VaultRow[];
  readonly deletes: readonly { readonly table: VaultTable; readonly key: string }[];
};

/**
 * Every method rejects with `SupersededFence` once another owner took over or the vault was closed, and writes
 * nothing then. `replace` leaves the rows as they are.
 */
export interface VaultStore extends SecretStore {
  /**
   * One durable transaction: all of it or nothing. Rejects with `StaleGeneration` where the stored generation is
   * another, with `StorageFull` where the device has no room.
   */
  commit(batch: StoreBatch): Promise<void>;
  /** Rows whose key begins with `prefix`, in order of their keys: all of them, or a portion. */
  readRows(table: VaultTable, prefix: string, portion?: Portion): Promise<readonly VaultRow[]>;
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

export type VaultStorage = {
  find(): Promise<'empty' | 'present'>;
  /** Makes the vault's place and its header, durably. Throws where one stands already. */
  create(header: VaultHeader): Promise<OpenVaultStorage>;
  /**
   * Takes the vault over. Throws `SlotFileError` (`Missing` where there is no vault at all), `VaultDamaged`, and
   * `VaultHeld` while another owner keeps it.
   */
  open(): Promise<OpenVaultStorage>;
  /**
   * Destroys keys first, then everything else, also of a vault that is damaged or half there; closes what this
   * storage has open. Throws `VaultHeld` while another owner keeps the vault.
   */
  erase(): Promise<void>;
};

export class VaultHeld extends Error {
  constructor() {
    super('another owner holds the vault');
  }
}

/** Slots without the header that says how to open them: only `erase` is left. */
export class VaultDamaged extends Error {
  constructor() {
    super('the vault is not whole');
  }
}

export class StorageFull extends Error {
  constructor() {
    super('the device has no room left');
  }
}
