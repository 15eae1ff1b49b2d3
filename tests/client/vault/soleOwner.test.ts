import { expect, test } from 'vitest';
import {
  createSoleOwner,
  RELOAD_PATIENCE_MS,
  TAKEOVER_PATIENCE_MS,
} from '../../../client/vault/soleOwner.ts';
import { createBrowser, settle } from '../../support/tabs.ts';

type Browser = ReturnType<typeof createBrowser>;

function openTab(browser: Browser, letGo: () => Promise<void> = async () => undefined) {
  return createSoleOwner(browser.locks, browser.openChannel(), browser.timers, letGo);
}

test('the first tab owns the vault; the second waits as long as a reload takes, then stands aside', async () => {
  const browser = createBrowser();
  expect(await openTab(browser).take()).toBe(true);
  const second = openTab(browser).take();
  await browser.pass(RELOAD_PATIENCE_MS);
  expect(await second).toBe(false);
  expect(browser.waitingForLock()).toBe(0);
});

test('the second tab asks, and owns the vault only once the first has ended its work', async () => {
  const browser = createBrowser();
  const order: string[] = [];
  let endWork = () => {};
  const first = openTab(browser, async () => {
    order.push('first asked');
    await new Promise<void>((resolve) => {
      endWork = resolve;
    });
    order.push('first ended');
  });
  await first.take();
  const second = openTab(browser)
    .takeOver()
    .then((owns) => order.push(owns ? 'second owns' : 'second refused'));
  await settle();
  expect(order).toEqual(['first asked']);
  endWork();
  await second;
  expect(order).toEqual(['first asked', 'first ended', 'second owns']);
});

test('a first tab whose work fails to end lets go all the same', async () => {
  const browser = createBrowser();
  await openTab(browser, () => Promise.reject(new Error('no disk'))).take();
  expect(await openTab(browser).takeOver()).toBe(true);
});

test('a tab that never answers keeps the vault, and nobody is left waiting for it', async () => {
  const browser = createBrowser();
  await openTab(browser, () => new Promise(() => undefined)).take();
  const second = openTab(browser).takeOver();
  await browser.pass(TAKEOVER_PATIENCE_MS);
  expect(await second).toBe(false);
  expect(browser.waitingForLock()).toBe(0);
});

test('the vault goes back and forth between two tabs, one owner at a time', async () => {
  const browser = createBrowser();
  const lost: string[] = [];
  const first = openTab(browser, async () => void lost.push('first'));
  const second = openTab(browser, async () => void lost.push('second'));
  await first.take();
  expect(await second.takeOver()).toBe(true);
  expect(await first.takeOver()).toBe(true);
  expect(lost).toEqual(['first', 'second']);
});

test('an owner that is asked for what it has gives nothing up', async () => {
  const browser = createBrowser();
  const lost: string[] = [];
  const first = openTab(browser, async () => void lost.push('first'));
  await first.take();
  expect(await first.takeOver()).toBe(true);
  await settle();
  expect(lost).toEqual([]);
});
