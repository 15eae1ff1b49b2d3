import { expect, test } from './support/world.ts';

const PAGES = ['/', '/j', '/circle/0a1b'];

test('every page runs under the strict headers, and the vault starts in its worker', async ({
  world,
}) => {
  const { page } = await world.openPerson('Alice');
  for (const path of PAGES) {
    const response = await page.goto(world.relay.origin + path);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
    await expect(page.getByText('empty', { exact: true })).toBeVisible();
  }
});

test('after a first visit the client opens with the network off, at any address', async ({
  world,
}) => {
  const { page, context } = await world.openPerson('Bob', { withServiceWorker: true });
  await page.goto(world.relay.origin);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await context.setOffline(true);
  for (const path of PAGES) {
    await page.goto(world.relay.origin + path);
    await expect(page.getByText('empty', { exact: true })).toBeVisible();
  }
});

test('without WebAssembly the vault says so before any key is made', async ({ world }) => {
  const { page } = await world.openPerson('Claire', { withoutWebAssembly: true });
  await page.goto(world.relay.origin);
  await expect(page.getByText('no-webassembly', { exact: true })).toBeVisible();
});

test('over plain http the vault says so before any key is made', async ({ world }) => {
  const { page } = await world.openPerson('Claire', {
    tolerates: /Cross-Origin-Opener-Policy header has been ignored/,
  });
  await page.goto(`http://relay.test:${world.relay.port}`);
  await expect(page.getByText('insecure', { exact: true })).toBeVisible();
});

test('one tab holds the vault: a reload keeps it, and another tab takes it over when asked', async ({
  world,
}) => {
  const { page: first, context } = await world.openPerson('Alice');
  await first.goto(world.relay.origin);
  await expect(first.getByText('empty', { exact: true })).toBeVisible();
  await first.reload();
  await expect(first.getByText('empty', { exact: true })).toBeVisible();
  const second = await context.newPage();
  await second.goto(world.relay.origin);
  await second.getByRole('button', { name: 'Use here' }).click();
  await expect(second.getByText('empty', { exact: true })).toBeVisible();
  await expect(first.getByText('elsewhere', { exact: true })).toBeVisible();
});
