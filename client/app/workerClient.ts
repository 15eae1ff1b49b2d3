import { default as vaultWorkerUrl } from '../vault/worker.ts?worker&url';
import type { Command, Outcome } from '../model/command.ts';
import { STARTING, type Snapshot, type VaultStatus } from '../model/snapshot.ts';
import { cookieMarker, type VaultMarker } from '../storage/vaultMarker.ts';
import type { FromVault, ToVault } from '../vault/messages.ts';
import type { Client } from './client.ts';
import { trustScriptUrl } from './trustedUrls.ts';

const FAILED: Outcome = { ok: false, error: 'failed' };

/** The vault in a worker of its own, which starts at once. One that does not start shows why, and obeys nothing. */
export function createWorkerClient(): Client {
  const marker = cookieMarker(() => Date.now());
  return connectWorker(
    () => {
      const url = trustScriptUrl('cenacle-urls', vaultWorkerUrl);
      return new Worker(url, { type: 'module', name: 'vault' });
    },
    globalThis,
    marker,
  );
}

/** What is used of `Worker` and of the page. */
export type WorkerPort = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;
export type Page = {
  readonly isSecureContext: boolean;
  readonly WebAssembly?: unknown;
  readonly document: {
    readonly visibilityState: string;
    addEventListener(type: 'visibilitychange', hear: () => void): void;
  };
};

export function connectWorker(
  startWorker: () => WorkerPort,
  page: Page,
  marker: VaultMarker,
): Client {
  const watchers = new Set<() => void>();
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let snapshot: Snapshot = STARTING;
  let commands = 0;
  let worker: WorkerPort | null = null;

  function show(next: Snapshot): void {
    snapshot = next;
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
    switch (message.kind) {
      case 'snapshot':
        show(message.snapshot);
        break;
      case 'reply':
        waiting.get(message.id)?.(message.outcome);
        waiting.delete(message.id);
        break;
      case 'marker':
        void lendMarker(message);
        break;
    }
  }

  /** A sign that cannot be read is none, and one that cannot be written stops nobody. */
  async function lendMarker({ id, act }: Extract<FromVault, { kind: 'marker' }>): Promise<void> {
    const isMarked = await marker[act]().catch(() => false);
    tell({ kind: 'marked', id, isMarked: isMarked === true });
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
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        tell({ kind: 'command', id, command });
      });
    },
  };
}

/** A worker that starts says this itself, and more exactly. */
function whyThereIsNoWorker(page: Page): VaultStatus {
  if (!page.isSecureContext) return { kind: 'unsupported', reason: 'insecure' };
  if (page.WebAssembly === undefined) return { kind: 'unsupported', reason: 'no-webassembly' };
  return { kind: 'damaged' };
}
