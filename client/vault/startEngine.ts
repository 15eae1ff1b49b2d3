import { initializeWasm } from '@automerge/automerge/slim';
import automergeWasm from '@automerge/automerge/automerge.wasm?url';
import { mlsGroup, sodiumReady } from '../../crypto/index.ts';
import { createBrowserVaultStorage } from '../storage/browserVaultStorage.ts';
import type { SlotDirectory } from '../storage/opfsSlotFile.ts';
import type { Timers } from '../sync/logConnection.ts';
import { webSocketTransport } from '../sync/webSocketTransport.ts';
import { createEngine, type Engine } from './engine.ts';

/** The engine with a browser's storage, network and chance. Rejects where the libraries do not load. */
export async function startEngine(timers: Timers): Promise<Engine> {
  await Promise.all([sodiumReady, initializeWasm(automergeWasm)]);
  return createEngine(
    {
      clientOrigin: location.origin,
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      timers,
      transport: webSocketTransport,
      storage: createBrowserVaultStorage({
        databaseName: 'cenacle',
        // The page's types do not know what a worker's file handles can do.
        directory: async () => (await navigator.storage.getDirectory()) as unknown as SlotDirectory,
      }),
      // A worker may only look; the page has asked.
      persistStorage: () => navigator.storage.persisted(),
      usedBytes: async () => (await navigator.storage.estimate()).usage ?? null,
      unsupported: null,
    },
    mlsGroup,
  );
}
