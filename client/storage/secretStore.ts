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

/**
 * Another owner took over: stop, lock, and offer "Use here instead". A counter in the store itself, the fence,
 * rises with each takeover and is compared inside every transaction, so an owner that slept through one writes
 * nothing.
 */
export class SupersededFence extends Error {
  constructor() {
    super('another owner holds the vault');
  }
}
