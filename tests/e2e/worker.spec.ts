import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { stretchPassphrase } from '../../client/storage/passphrase.ts';
import type { Found, Moment } from './probe/rotation.ts';
import { expect, test as base } from './support/world.ts';

/** Built once for all tests of a process. */
const test = base.extend<object, { probeFolder: string }>({
  probeFolder: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads names from this pattern
    async ({}, use) => {
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
    { scope: 'worker' },
  ],
  staticFolder: ({ probeFolder }, use) => use(probeFolder),
});

/** Runs one step in a new worker of the page, as the client starts its own, and ends it there, whatever it holds. */
function probe(page: Page, step: string): Promise<string> {
  return page.evaluate(async (asked) => {
    type Policy = { createScriptURL(url: string): string };
    type Policies = { createPolicy(name: string, rules: Policy): Policy };
    const scope = globalThis as typeof globalThis & { trustedTypes: Policies; policy?: Policy };
    const { trustedTypes } = scope;
    scope.policy ??= trustedTypes.createPolicy('cenacle-urls', { createScriptURL: (url) => url });
    const worker = new Worker(scope.policy.createScriptURL('/probe.js'), { type: 'module' });
    const answered = new Promise<string>((resolve) => {
      worker.onmessage = ({ data: answer }: MessageEvent<string>) => resolve(answer);
      worker.onerror = ({ message }) => resolve(`failed to start: ${message}`);
      worker.postMessage(asked);
    });
    return answered.finally(() => worker.terminate());
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
  const profileDir = world.makeProfile();
  const before = await world.openPerson('Bob', { profileDir });
  await before.page.goto(world.relay.origin);
  expect(await probe(before.page, 'found')).toBe('founded and held');
  await before.close();
  const after = await world.openPerson('Bob', { profileDir });
  await after.page.goto(world.relay.origin);
  expect(await probe(after.page, 'find')).toBe('2 9 10 11');
  expect(await probe(after.page, 'erase')).toBe('empty');
});

/** A browser lets go of what a dead worker held a moment later. */
async function probeOnceFree(page: Page, step: string): Promise<string> {
  let answer = '';
  await expect
    .poll(async () => (answer = await probe(page, step)), { intervals: [0] })
    .not.toContain('another owner holds the vault');
  return answer;
}

const MOMENTS: readonly Moment[] = ['before', 'during', 'after'];
const WHOLE = { generation: 1, secrets: ['fading', 'living'] };
const ROTATED = { generation: 2, secrets: ['living'], firstKeyAfterwards: false };

test('a rotation whose worker is killed at any write opens whole, and its old key is gone once the new one counts', async ({
  world,
}) => {
  const { page } = await world.openPerson('Claire', { profileDir: world.makeProfile() });
  await page.goto(world.relay.origin);
  // The new key, its flush, the transaction, the end of the old key, its flush.
  for (const write of [1, 2, 3, 4, 5]) {
    for (const moment of MOMENTS) {
      const firstKey = await probeOnceFree(page, 'foundGeneration');
      expect(await probeOnceFree(page, `stopRotation ${write} ${moment}`)).toBe(
        `stopped ${moment} write ${write}`,
      );
      const found = JSON.parse(await probeOnceFree(page, `openAfterDeath ${firstKey}`)) as Found;
      const isTorn = write === 3 && moment === 'during';
      const isPast = write > 3 || (write === 3 && moment === 'after');
      // A transaction on its way is kept or not.
      const counts = isTorn ? found.generation === 2 : isPast;
      expect(found, `${moment} write ${write}`).toMatchObject(counts ? ROTATED : WHOLE);
      // So that the search is known to find it.
      const isOverwritten = write > 4 || (write === 4 && moment !== 'before');
      expect(found.firstKeyAtDeath).toBe(!isOverwritten);
    }
  }
  // There is no sixth.
  expect(await probeOnceFree(page, 'stopRotation 6 before')).toBe('it came to its end');
});
