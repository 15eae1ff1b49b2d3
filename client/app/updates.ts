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

/** What is used of `ServiceWorker` and of its registration. */
export type WaitingVersion = {
  readonly state: string;
  postMessage(message: 'activate'): void;
  addEventListener(type: 'statechange', hear: () => void): void;
};
export type Registration = {
  readonly active: WaitingVersion | null;
  readonly waiting: WaitingVersion | null;
  readonly installing: WaitingVersion | null;
  addEventListener(type: 'updatefound', hear: () => void): void;
};

/** Installs the service worker, which keeps the client on the device. While developing there is none. */
export function createUpdateWatcher(): UpdateWatcher {
  return watchUpdates(
    async () => {
      if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return null;
      const url = trustScriptUrl('cenacle-sw', '/sw.js');
      const registration = await navigator.serviceWorker.register(url, { updateViaCache: 'none' });
      setInterval(() => void registration.update().catch(() => undefined), CHECK_MS);
      return registration;
    },
    () => location.reload(),
  );
}

/** @param register null or a rejection where there is no service worker: nothing is ever ready then */
export function watchUpdates(
  register: () => Promise<Registration | null>,
  reload: () => void,
): UpdateWatcher {
  const watchers = new Set<() => void>();
  let offered: WaitingVersion | null = null;

  function offer(version: WaitingVersion): void {
    offered = version;
    for (const watcher of watchers) watcher();
  }

  function follow(registration: Registration): void {
    if (registration.waiting !== null) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        // The first version that is ever installed is no update.
        if (installing.state === 'installed' && registration.active !== null) offer(installing);
      });
    });
  }

  register().then(
    (registration) => registration && follow(registration),
    () => undefined,
  );

  return {
    subscribe(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    isUpdateReady: () => offered !== null,
    apply() {
      const version = offered;
      // Another tab may have asked for it already.
      if (version?.state === 'activated') return reload();
      version?.addEventListener('statechange', () => {
        if (version.state === 'activated') reload();
      });
      version?.postMessage('activate');
    },
  };
}
