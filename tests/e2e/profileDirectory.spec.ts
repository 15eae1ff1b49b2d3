import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { nameOf } from '../forensics/loot.ts';
import { readProfile } from '../forensics/profileDirectory.ts';

/** The thief's reader against a profile that the browser itself has written. No app is in it. */

const PAGE = 'http://localhost:1/';

/**
 * Stores `length` bytes, random or all one `value`, as the vault does its rows.
 * @param copies under as many keys that begin with `key` @returns the bytes
 */
function store(
  page: Page,
  key: string,
  length: number,
  value: number | null,
  copies = 1,
): Promise<number[]> {
  return page.evaluate(
    async ([name, count, fill, times]) => {
      const bytes = new Uint8Array(count).fill(fill ?? 0);
      for (let at = 0; fill === null && at < count; at += 65_536) {
        crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      }
      const settled = (request: IDBRequest | IDBTransaction, done: string) =>
        new Promise((resolve, reject) => {
          request.addEventListener(done, resolve);
          request.addEventListener('error', reject);
        });
      const opening = indexedDB.open('vault', 1);
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('rows'));
      await settled(opening, 'success');
      const writing = opening.result.transaction('rows', 'readwrite', { durability: 'strict' });
      for (let copy = 0; copy < times; copy += 1) {
        writing.objectStore('rows').put({ bucket: 7882, sealed: bytes }, `${name} ${copy}`);
      }
      await settled(writing, 'complete');
      opening.result.close();
      return Array.from(bytes);
    },
    [key, length, value, copies] as const,
  );
}

/** Only workers have it, and this file is checked as a page. */
type WithHandle = {
  createSyncAccessHandle(): Promise<{
    write(bytes: Uint8Array, options: { readonly at: number }): void;
    flush(): void;
    close(): void;
  }>;
};

/** Overwrites the slot file in place with 4,096 random bytes. @returns them */
function overwriteSlots(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const code = async () => {
      const root = await navigator.storage.getDirectory();
      const file = await root.getFileHandle('slots', { create: true });
      const handle = await (file as unknown as WithHandle).createSyncAccessHandle();
      const bytes = crypto.getRandomValues(new Uint8Array(4096));
      handle.write(bytes, { at: 0 });
      handle.flush();
      handle.close();
      postMessage(Array.from(bytes));
    };
    const worker = new Worker(URL.createObjectURL(new Blob([`(${code.toString()})()`])));
    return new Promise<number[]>((resolve) => {
      worker.addEventListener('message', ({ data: written }) => resolve(written as number[]));
    });
  });
}

test('what a browser stored is found in its profile, replaced values too, and overwritten slots are not', async ({
  playwright,
  launchOptions,
}) => {
  const directory = mkdtempSync(join(tmpdir(), 'cenacle-profile-'));
  const visit = async <Value>(act: (page: Page) => Promise<Value>): Promise<Value> => {
    const context = await playwright.chromium.launchPersistentContext(directory, launchOptions);
    await context.route(PAGE, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>vault</title>' }),
    );
    const [page = await context.newPage()] = context.pages();
    await page.goto(PAGE);
    const value = await act(page);
    await context.close();
    return value;
  };
  const look = () => {
    const held = new Set(readProfile(directory).map(nameOf));
    return (bytes: readonly number[]) => held.has(nameOf(Uint8Array.from(bytes)));
  };
  try {
    const { replaced, kept, oldSlots, slots } = await visit(async (page) => {
      const first = await store(page, 'row', 3000, null);
      const values: number[][] = [];
      // Inside one block of the log, over several of them, and in files of their own; the last ones compressed.
      for (const length of [104, 5000, 40_000, 200_000]) {
        values.push(await store(page, `random ${length}`, length, null));
        values.push(await store(page, `even ${length}`, length, 7));
      }
      await store(page, 'row', 3000, null);
      const before = await overwriteSlots(page);
      return { replaced: first, kept: values, oldSlots: before, slots: await overwriteSlots(page) };
    });
    const isHeld = look();
    expect(isHeld(replaced)).toBe(true);
    expect(kept.map(isHeld)).toEqual(kept.map(() => true));
    expect(isHeld(slots)).toBe(true);
    expect(isHeld(oldSlots)).toBe(false);
    // With four megabytes the log is full, and moves into a sorted table.
    const later = await visit(async (page) => {
      await store(page, 'many', 60_000, null, 80);
      return store(page, 'later', 3000, null);
    });
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    expect(files.some((file) => file.includes('IndexedDB') && file.endsWith('.ldb'))).toBe(true);
    expect([later, ...kept].map(look())).toEqual([later, ...kept].map(() => true));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
