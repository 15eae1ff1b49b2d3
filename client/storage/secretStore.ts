import type { SecretStore } from './generationPorts.ts';

/**
 * A secret store with one owner at a time: a counter in the store itself, the fence, rises with each takeover
 * and is compared inside every transaction, so an owner that slept through a takeover writes nothing.
 */
export interface FencedSecretStore {
  /** Raises the fence. What earlier takeovers returned rejects with `SupersededFence` from then on. */
  takeOver(): Promise<SecretStore>;
}

/** Another owner took over: stop, lock, and offer "Use here instead". */
export class SupersededFence extends Error {
  constructor() {
    super('another owner holds the vault');
  }
}
