import { trustScriptUrl } from './trustedUrls.ts';

/** A newer client that is wholly here, and waits until somebody asks for it. */
export type UpdateWatcher = {
  /** @returns how to stop */
  subscribe(onChange: () => void): () => void;
  isUpdateReady(): boolean;
  /** Loads the page anew in the new version. Without an update, nothing. */
  apply(): void;
};

/** An open page asks this often whether there is a newer client. */
const CHECK_MS = 3_600_000;

/** Installs the service worker, which keeps the client on the device; where there is none, nothing is ever ready. */
export function createUpdateWatcher(): UpdateWatcher {
  const watchers = new Set<() => void>();
  let waiting: ServiceWorker | null = null;

  function offer(next: ServiceWorker | null): void {
    waiting = next;
    for (const watcher of watchers) watcher();
  }

  /** The first version that is ever installed is no update. */
  function follow(registration: ServiceWorkerRegistration): void {
    if (registration.waiting !== null) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed' && registration.active !== null) offer(installing);
      });
    });
    setInterval(() => void registration.update().catch(() => undefined), CHECK_MS);
  }

  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    // A browser that refuses, or a network that fails: the client runs all the same, from the network.
    navigator.serviceWorker
      .register(trustScriptUrl('cenacle-sw', '/sw.js'), { updateViaCache: 'none' })
      .then(follow, () => undefined);
  }

  return {
    subscribe(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    isUpdateReady: () => waiting !== null,
    apply() {
      // Another tab may have asked for it already.
      if (waiting?.state === 'activated') location.reload();
      waiting?.addEventListener('statechange', () => {
        if (waiting?.state === 'activated') location.reload();
      });
      waiting?.postMessage('activate');
    },
  };
}
