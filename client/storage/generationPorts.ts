/** What the generation key needs of the platform. */

/** A file of two slots that are overwritten in place, so that what stood there is gone from the disk. */
export interface SlotFile {
  read(slot: 0 | 1): Promise<Uint8Array>;
  /** @param content `SLOT_BYTES` long */
  write(slot: 0 | 1, content: Uint8Array): Promise<void>;
  /** Resolves once everything written is on disk. */
  flush(): Promise<void>;
}

export const SLOT_BYTES = 2048;

/** The sealed secrets of one generation, by name. */
export type SealedSecrets = {
  readonly generation: number;
  readonly values: ReadonlyMap<string, Uint8Array>;
};

/** Old values may stay in the store's own log files: they are sealed under a key that no longer exists. */
export interface SecretStore {
  /** Null before the first `replace`. */
  read(): Promise<SealedSecrets | null>;
  /** One durable transaction: all of it or nothing. */
  replace(sealed: SealedSecrets): Promise<void>;
}
