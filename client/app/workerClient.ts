import { default as vaultWorkerUrl } from '../vault/worker.ts?worker&url';
import type { Command, Outcome } from '../model/command.ts';
import { STARTING, type Snapshot, type VaultStatus } from '../model/snapshot.ts';
import type { FromVault, ToVault } from '../vault/messages.ts';
import type { Client } from './client.ts';
import { forgetVault, rememberVault, type MarkerStorage } from './vaultMarker.ts';
import { trustScriptUrl } from './trustedUrls.ts';

const FAILED: Outcome = { ok: false, error: 'failed' };

/** The vault in a worker of its own, which starts at once. One that does not start shows why, and obeys nothing. */
export function createWorkerClient(): Client {
  return connectWorker(
    () => {
      const url = trustScriptUrl('cenacle-urls', vaultWorkerUrl);
      return new Worker(url, { type: 'module', name: 'vault' });
    },
    {
      isSecureContext: globalThis.isSecureContext,
      WebAssembly: globalThis.WebAssembly,
      markers: () => globalThis.localStorage,
      keepStorage: async () => navigator.storage.persist(),
      document: globalThis.document,
    },
  );
}

/** What is used of `Worker` and of the page. */
export type WorkerPort = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;
export type Page = {
  readonly isSecureContext: boolean;
  readonly WebAssembly?: unknown;
  /** Throws where the browser refuses it. */
  readonly markers: () => MarkerStorage;
  /** Asks the browser to keep this origin's storage. */
  readonly keepStorage: () => Promise<unknown>;
  readonly document: {
    readonly visibilityState: string;
    addEventListener(type: 'visibilitychange', hear: () => void): void;
  };
};

export function connectWorker(startWorker: () => WorkerPort, page: Page): Client {
  const watchers = new Set<() => void>();
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let snapshot: Snapshot = STARTING;
  let commands = 0;
  let worker: WorkerPort | null = null;

  function show(next: Snapshot): void {
    snapshot = rememberVault(next, page.markers);
    for (const watcher of watchers) watcher();
  }

  function end(): void {
    worker?.terminate();
    worker = null;
    for (const settle of waiting.values()) settle(FAILED);
    waiting.clear();
    show({ ...STARTING, vault: whyThereIsNoWorker(page) });
  }

  function take(message: FromVault): void {
    if (message.kind === 'snapshot') show(message.snapshot);
    else {
      waiting.get(message.id)?.(message.outcome);
      waiting.delete(message.id);
    }
  }

  const tell = (message: ToVault) => worker?.postMessage(message);

  try {
    worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<FromVault>) => take(data);
    // Once it has spoken, an error is one step that failed: the worker lives on, and so does the vault.
    worker.onerror = () => {
      if (snapshot === STARTING) end();
    };
  } catch {
    end();
  }
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.visibilityState === 'visible') tell({ kind: 'woke' });
  });

  return {
    getSnapshot: () => snapshot,
    subscribe(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    send(command: Command) {
      if (worker === null) return Promise.resolve(FAILED);
      const id = (commands += 1);
      // Only a page may ask the browser to keep what the vault will store.
      if (command.kind === 'create-vault' || command.kind === 'unlock') void page.keepStorage();
      return new Promise<Outcome>((resolve) => {
        waiting.set(id, resolve);
        tell({ kind: 'command', id, command });
      }).then((outcome) => {
        if (command.kind === 'erase-device' && outcome.ok) {
          forgetVault(page.markers);
          show({ ...snapshot, vault: { kind: 'empty' } });
        }
        return outcome;
      });
    },
  };
}

/** A worker that starts says this itself, and more exactly. */
function whyThereIsNoWorker(page: Page): VaultStatus {
  if (!page.isSecureContext) return { kind: 'unsupported', reason: 'insecure' };
  if (page.WebAssembly === undefined) return { kind: 'unsupported', reason: 'no-webassembly' };
  return { kind: 'unloaded' };
}
