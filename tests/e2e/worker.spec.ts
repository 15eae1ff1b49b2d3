import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { stretchPassphrase } from '../../client/storage/passphrase.ts';
import { expect, test as base } from './support/world.ts';

const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads names from this pattern
  staticFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cenacle-probe-'));
    await build({
      configFile: false,
      logLevel: 'error',
      root: 'tests/e2e/probe',
      build: {
        outDir: folder,
        rolldownOptions: {
          input: 'tests/e2e/probe/probe.ts',
          output: { entryFileNames: 'probe.js' },
        },
      },
    });
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Probe</title>');
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Runs one step in a new worker of the page, as the client starts its own. */
function probe(page: Page, step: string): Promise<string> {
  return page.evaluate(async (asked) => {
    type Policy = { createScriptURL(url: string): string };
    type Policies = { createPolicy(name: string, rules: Policy): Policy };
    const scope = globalThis as typeof globalThis & { trustedTypes: Policies; policy?: Policy };
    const { trustedTypes } = scope;
    scope.policy ??= trustedTypes.createPolicy('cenacle-urls', { createScriptURL: (url) => url });
    const worker = new Worker(scope.policy.createScriptURL('/probe.js'), { type: 'module' });
    return new Promise((resolve) => {
      worker.onmessage = ({ data: answer }: MessageEvent<string>) => resolve(answer);
      worker.onerror = ({ message }) => resolve(`failed to start: ${message}`);
      worker.postMessage(asked);
    });
  }, step);
}

test('under the strict headers a worker stretches, groups and merges as it does elsewhere', async ({
  world,
}) => {
  const { page } = await world.openPerson('Alice');
  await page.goto(world.relay.origin);
  const salt = new Uint8Array(16).fill(4);
  const parameters = { memoryKib: 64 * 1024, passes: 3, lanes: 1, salt };
  const stretched = await stretchPassphrase('une table pour douze', parameters);
  expect(await probe(page, 'stretch')).toBe(Buffer.from(stretched).toString('hex'));
  expect(await probe(page, 'group')).toBe('one secret');
  expect(await probe(page, 'document')).toBe('kept');
});

test('a vault in a browser is held by one worker, outlives the browser, and can be erased', async ({
  world,
}) => {
  const profileDir = mkdtempSync(join(tmpdir(), 'cenacle-profile-'));
  try {
    const before = await world.openPerson('Bob', { profileDir });
    await before.page.goto(world.relay.origin);
    expect(await probe(before.page, 'found')).toBe('founded and held');
    await before.close();
    const after = await world.openPerson('Bob', { profileDir });
    await after.page.goto(world.relay.origin);
    expect(await probe(after.page, 'find')).toBe('2 9 10 11');
    expect(await probe(after.page, 'erase')).toBe('empty');
    await after.close();
  } finally {
    rmSync(profileDir, { recursive: true, force: true });
  }
});
