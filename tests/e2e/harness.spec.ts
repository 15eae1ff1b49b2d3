import { findAccessFaults } from './support/access.ts';
import { spawnRelay } from './support/relay.ts';
import { expectShown } from './support/vault.ts';
import { expect, test } from './support/world.ts';

// What the other stories lean on is shown to notice what it is there for.

test('a broken policy is noticed, in the page and in the worker', async ({ world }) => {
  const alice = await world.openPerson('Alice');
  const { page } = alice;
  await page.goto(world.relay.origin);
  await expectShown(page, 'empty');
  await page.evaluate(() => {
    new Image().src = 'http://elsewhere.test/pixel.png';
    try {
      new Worker('/assets/other.js');
    } catch {
      // Trusted Types refuse a plain address.
    }
  });
  await page.workers()[0]?.evaluate(() => fetch('http://elsewhere.test/').catch(() => undefined));
  const noticed: string[] = [];
  for (const directive of ['img-src', 'require-trusted-types-for', 'connect-src']) {
    await expect
      .poll(() => {
        noticed.push(...alice.takeTroubles());
        return noticed.some((trouble) => trouble.includes(`policy broken: ${directive}`));
      })
      .toBe(true);
  }
});

test('a picture without words is noticed, and nothing else of the page is', async ({ world }) => {
  const { page } = await world.openPerson('Alice');
  await page.goto(world.relay.origin);
  await expectShown(page, 'empty');
  expect(await findAccessFaults(page)).toEqual([]);
  await page.evaluate(() => {
    const picture = new Image();
    picture.src = '/icon.svg';
    document.querySelector('main')?.append(picture);
  });
  expect(await findAccessFaults(page)).toEqual(['image-alt: <img src="/icon.svg">']);
});

test('the archive holds what a socket sent and what a request said', async ({ world }) => {
  const alice = await world.openPerson('Alice');
  await alice.page.goto(`${world.relay.origin}/circle/0a1b`);
  for (const length of [20, 200, 70_000]) {
    await alice.page.evaluate(async (bytes) => {
      const socket = new WebSocket(`ws://${location.host}/relay`);
      await new Promise((resolve) => {
        socket.addEventListener('open', resolve);
      });
      socket.send(new TextEncoder().encode('in the clear '.padEnd(bytes, '.') + 'the end'));
      await new Promise((resolve) => {
        socket.addEventListener('close', resolve);
      });
    }, length);
    const sent = Buffer.from('in the clear '.padEnd(length, '.') + 'the end');
    expect(world.relay.archive.some((bytes) => bytes.equals(sent))).toBe(true);
  }
  expect(Buffer.concat(world.relay.archive).includes('/circle/0a1b')).toBe(true);
});

test('the clock of everybody moves with the clock of the relay, in workers too', async ({
  world,
}) => {
  const { page } = await world.openPerson('Alice');
  await page.goto(world.relay.origin);
  await expectShown(page, 'empty');
  const weekMs = 7 * 86_400_000;
  await world.advance(weekMs);
  const isMoved = (nowMs = 0) => Math.abs(nowMs - Date.now() - weekMs) < 60_000;
  expect(isMoved(await page.evaluate(() => Date.now()))).toBe(true);
  expect(isMoved(await page.workers()[0]?.evaluate(() => new Date().getTime()))).toBe(true);
  await page.reload();
  await expectShown(page, 'empty');
  expect(isMoved(await page.evaluate(() => Date.now()))).toBe(true);
  expect(isMoved(await page.workers()[0]?.evaluate(() => Date.now()))).toBe(true);
});

test('a relay that is killed comes back on its port, and serves the client again', async ({
  page,
}) => {
  const relay = await spawnRelay();
  try {
    await page.goto(relay.origin);
    await relay.kill();
    await expect(page.goto(relay.origin)).rejects.toThrow('ERR_CONNECTION_REFUSED');
    await relay.restart();
    expect((await page.goto(relay.origin))?.status()).toBe(200);
  } finally {
    await relay.stop();
  }
});
