/**
 * Keeps the whole client on the device, so that it opens without a network, in the version that was installed whole.
 * A new version waits until the page asks for it. No service worker sees what the vault holds.
 */

type BuiltFile = { readonly url: string; readonly integrity: string };

/** The build puts the list here: every file of the client with its hash. */
declare const BUILT_FILES: readonly BuiltFile[];
declare const BUILD_ID: string;

// The page's types are those of a window.
const worker = self as unknown as WorkerEvents;
type WorkerEvents = {
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', run: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', run: (event: FetchedEvent) => void): void;
  addEventListener(type: 'message', run: (event: { readonly data: unknown }) => void): void;
};
type LifeEvent = { waitUntil(work: Promise<unknown>): void };
type FetchedEvent = { readonly request: Request; respondWith(response: Promise<Response>): void };

const PREFIX = 'cenacle-';
const OWN_CACHE = PREFIX + BUILD_ID;
const PAGE = '/index.html';

/** All or nothing: while a server is being updated, files of two versions fail their hashes and the old one stays. */
async function install(): Promise<void> {
  const cache = await caches.open(OWN_CACHE);
  const requests = BUILT_FILES.map(({ url, integrity }) => {
    // Names that carry their hash may come from the browser's own cache: most of them have not changed.
    const mode = url.startsWith('/assets/') ? 'default' : 'no-cache';
    return new Request(url, { integrity, cache: mode });
  });
  await cache.addAll(requests);
}

/** Tabs of the version before may still ask for its files: its cache goes with the next version. */
async function removeOldCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const old = names.filter((name) => name !== OWN_CACHE).slice(0, -1);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const own = await caches.open(OWN_CACHE);
  const asked = request.mode === 'navigate' ? PAGE : request;
  return (await own.match(asked)) ?? (await caches.match(asked)) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(removeOldCaches()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === worker.location.origin) {
    event.respondWith(answer(event.request));
  }
});
worker.addEventListener('message', ({ data }) => {
  if (data === 'activate') void worker.skipWaiting();
});
