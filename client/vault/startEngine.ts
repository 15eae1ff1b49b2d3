import { initializeWasm } from '@automerge/automerge/slim';
import automergeWasm from '@automerge/automerge/automerge.wasm?url';
import { sodiumReady } from '../../crypto/index.ts';
import { createBrowserVaultStorage } from '../storage/browserVaultStorage.ts';
import type { SlotDirectory } from '../storage/opfsSlotFile.ts';
import type { VaultMarker } from '../storage/vaultMarker.ts';
import type { Timers } from '../sync/logConnection.ts';
import { webSocketTransport } from '../sync/webSocketTransport.ts';
import { createEngine, type Engine } from './engine.ts';

/** The engine with a browser's storage, network and chance. Rejects where the libraries do not load. */
export async function startEngine(timers: Timers, marker: VaultMarker): Promise<Engine> {
  await Promise.all([sodiumReady, initializeWasm(automergeWasm)]);
  return createEngine({
    clientOrigin: location.origin,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    timers,
    transport: webSocketTransport,
    storage: createBrowserVaultStorage({
      databaseName: 'cenacle-vault',
      // The types are a window's, where files have no synchronous handles.
      directory: () =>
        navigator.storage.getDirectory() as Promise<unknown> as Promise<SlotDirectory>,
      marker,
    }),
    persistStorage: () => navigator.storage.persist(),
    usedBytes: async () => (await navigator.storage.estimate()).usage ?? null,
    unsupported: null,
  });
}
