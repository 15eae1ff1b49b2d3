import type { RandomBytes } from '../storage/generation.ts';
import type { VaultStorage } from '../storage/vaultStorage.ts';
import type { Timers, Transport } from '../sync/logConnection.ts';

/** Everything impure that the engine uses: a browser's worker gives it one way, tests another. */
export type EnginePorts = {
  /** Where the client is served: the origin of new circles' relay and of invite links. */
  readonly clientOrigin: string;
  readonly random: RandomBytes;
  readonly timers: Timers;
  readonly transport: Transport;
  readonly storage: VaultStorage;
  /** Asks the browser to keep this origin's storage; false where it does not say yes. */
  readonly persistStorage: () => Promise<boolean>;
  /** Bytes that this origin uses; null where the browser does not tell. */
  readonly usedBytes: () => Promise<number | null>;
  /** Why a vault cannot run here; null where it can. */
  readonly unsupported: 'insecure' | 'no-webassembly' | 'no-storage' | null;
};
