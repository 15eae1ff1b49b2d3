/**
 * A tiny sign that outlives the browser's clearing of its storage buckets, so that the person is told that a
 * vault stood here. It says nothing else.
 */
export interface VaultMarker {
  read(): Promise<boolean>;
  write(): Promise<void>;
  remove(): Promise<void>;
}

/** What is used of `CookieStore`. */
export interface MarkerCookies {
  get(name: string): Promise<unknown>;
  set(cookie: CookieInit): Promise<void>;
  delete(name: string): Promise<void>;
}

const NAME = 'cenacle-vault';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The sign as a cookie for a year from its last writing. Where the browser offers no `cookieStore` there is no
 * sign, and a cleared vault looks like none: dedicated workers have none, so the page lends its own.
 */
export function cookieMarker(
  nowMs: () => number,
  cookies: MarkerCookies | undefined = globalThis.cookieStore,
): VaultMarker {
  return {
    read: async () => ((await cookies?.get(NAME)) ?? null) !== null,
    write: async () =>
      cookies?.set({
        name: NAME,
        value: '1',
        expires: nowMs() + YEAR_MS,
        path: '/',
        sameSite: 'strict',
      }),
    remove: async () => cookies?.delete(NAME),
  };
}
