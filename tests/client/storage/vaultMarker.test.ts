import { expect, test } from 'vitest';
import { cookieMarker } from '../../../client/storage/vaultMarker.ts';

function jar() {
  const cookies = new Map<string, CookieInit>();
  return {
    cookies,
    get: async (name: string) => cookies.get(name) ?? null,
    set: async (cookie: CookieInit) => {
      cookies.set(cookie.name, cookie);
    },
    delete: async (name: string) => {
      cookies.delete(name);
    },
  };
}

test('the sign that a vault stands here is one cookie that says nothing else, for a year', async () => {
  const store = jar();
  const marker = cookieMarker(() => 1000, store);
  expect(await marker.read()).toBe(false);
  await marker.write();
  expect(await marker.read()).toBe(true);
  expect([...store.cookies.values()]).toEqual([
    {
      name: 'cenacle-vault',
      value: '1',
      expires: 1000 + 365 * 24 * 3_600_000,
      path: '/',
      sameSite: 'strict',
    },
  ]);
  await marker.remove();
  expect(await marker.read()).toBe(false);
  expect(store.cookies.size).toBe(0);
});

test('where there are no cookies there is no sign, and no failure', async () => {
  const marker = cookieMarker(() => 1000);
  await marker.write();
  expect(await marker.read()).toBe(false);
  await marker.remove();
});
