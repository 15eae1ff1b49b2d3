import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectShown } from './support/vault.ts';
import { expect, test as base } from './support/world.ts';

const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads names from this pattern
  staticFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cenacle-build-'));
    cpSync('dist', folder, { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Another page under the same name. @param listed the hash that the service worker's list says it has */
function publish(folder: string, title: string, listed?: string): void {
  const page = join(folder, 'index.html');
  const worker = join(folder, 'sw.js');
  for (const file of [page, worker]) rmSync(`${file}.br`, { force: true });
  const old = readFileSync(page, 'utf8');
  const changed = old.replace(/<title>.*<\/title>/, `<title>${title}</title>`);
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  writeFileSync(page, changed);
  const code = readFileSync(worker, 'utf8').replace(hash(old), listed ?? hash(changed));
  // Another list is another build.
  writeFileSync(worker, code.replace(/"[0-9a-f]{16}"/, `$&+"-next"`));
}

async function install(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
}

const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });

test('a newer client waits, changes nothing until it is asked for, and then the page is new', async ({
  world,
  staticFolder,
}) => {
  const { page } = await world.openPerson('Alice', { withServiceWorker: true });
  await page.goto(world.relay.origin);
  await install(page);
  publish(staticFolder, 'Cenacle, anew');
  await lookForUpdate(page);
  const hasWaiting = () =>
    page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null);
  await expect.poll(hasWaiting).toBe(true);
  await page.reload();
  expect(await page.title()).toBe('Cenacle');
  // The old version serves what the page still asks of it before it gives way.
  await expectShown(page, 'empty');
  await page.evaluate(async () => {
    const { waiting } = await navigator.serviceWorker.ready;
    waiting?.postMessage('activate');
  });
  await expect.poll(hasWaiting, { timeout: 60_000 }).toBe(false);
  await page.reload();
  expect(await page.title()).toBe('Cenacle, anew');
});

test('a build of which one file is not what its list says is never installed', async ({
  world,
  staticFolder,
}) => {
  const { page } = await world.openPerson('Bob', {
    withServiceWorker: true,
    tolerates: /integrity/,
  });
  await page.goto(world.relay.origin);
  await install(page);
  publish(staticFolder, 'Cenacle by Eve', createHash('sha256').update('other').digest('base64'));
  await lookForUpdate(page);
  const state = await page.evaluate(async () => {
    const { installing, waiting } = await navigator.serviceWorker.ready;
    return new Promise((resolve) => {
      if (installing === null) resolve(waiting?.state ?? 'redundant');
      installing?.addEventListener('statechange', () => resolve(installing.state));
    });
  });
  expect(state).toBe('redundant');
  await page.reload();
  expect(await page.title()).toBe('Cenacle');
});
