import { hostCircle, wordsFor } from './support/journeys.ts';
import { expectShown, takeVaultHere } from './support/vault.ts';
import { expect, test } from './support/world.ts';

const PAGES = [
  ['/', 'empty'],
  ['/j', 'join'],
  ['/c/0a1b', 'empty'],
] as const;

test('every page runs under the strict headers, and the vault starts in its worker', async ({
  world,
}) => {
  const { page } = await world.openPerson('Alice');
  for (const [path, shown] of PAGES) {
    const response = await page.goto(world.relay.origin + path);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
    await expectShown(page, shown);
  }
});

test('after a first visit the client opens without its server, at any address', async ({
  world,
}) => {
  const { page } = await world.openPerson('Bob', { withServiceWorker: true });
  await page.goto(world.relay.origin);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await world.relay.stop();
  for (const [path, shown] of PAGES) {
    await page.goto(world.relay.origin + path);
    await expectShown(page, shown);
  }
});

test('without WebAssembly the vault says so before any key is made', async ({ world }) => {
  const { page } = await world.openPerson('Claire', { withoutWebAssembly: true });
  await page.goto(world.relay.origin);
  await expectShown(page, 'no-webassembly');
});

test('over plain http the vault says so before any key is made', async ({ world }) => {
  const { page } = await world.openPerson('Claire', {
    tolerates: /Cross-Origin-Opener-Policy header has been ignored/,
  });
  await page.goto(`http://relay.test:${world.relay.port}`);
  await expectShown(page, 'insecure');
});

test('one tab holds the vault: a reload keeps it, and another tab takes it over when asked', async ({
  world,
}) => {
  const { page: first, context } = await world.openPerson('Alice');
  await first.goto(world.relay.origin);
  await expectShown(first, 'empty');
  await first.reload();
  await expectShown(first, 'empty');
  const second = await context.newPage();
  await second.goto(world.relay.origin);
  await takeVaultHere(second);
  await expectShown(second, 'empty');
  await expectShown(first, 'elsewhere');
});

test('at an address that is not the relay’s own, a circle says why it does not sync', async ({
  world,
}) => {
  const alice = await world.openPerson('Alice', { tolerates: /WebSocket|ERR_/ });
  await hostCircle(alice, `http://127.0.0.1:${world.relay.port}`, { circle: 'La table du mardi' });
  const { circle } = await wordsFor(alice);
  await expect(alice.page.getByText(circle.troubles['relay-refuses'].happened)).toBeVisible();
});
