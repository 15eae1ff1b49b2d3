import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { en, type Messages } from '../../client/ui/locales/en.ts';
import { fr } from '../../client/ui/locales/fr.ts';
import type { UnsupportedReason } from '../../client/model/snapshot.ts';
import { hostCircle, unlock } from './support/journeys.ts';
import { expect, test, type World } from './support/world.ts';

/** A browser that itself refuses to keep anything, or half of it. */

/** @returns a profile with one more file in it */
function profileWith(world: World, name: string, content: string): string {
  const profileDir = world.makeProfile();
  mkdirSync(join(profileDir, 'Default'));
  writeFileSync(join(profileDir, 'Default', name), content);
  return profileDir;
}

/** What this browser says where the client would ask it. */
async function askForStorage(page: Page): Promise<Readonly<Record<'database' | 'files', string>>> {
  return page.evaluate(async () => {
    const named = (error: unknown) => (error instanceof DOMException ? error.name : String(error));
    const database = indexedDB.databases().then(() => 'given', named);
    const files = navigator.storage.getDirectory().then(() => 'given', named);
    return { database: await database, files: await files };
  });
}

async function expectRefusal(
  page: Page,
  { vault }: Messages,
  reason: UnsupportedReason = 'no-storage',
): Promise<void> {
  const { happened, safe, todo } = vault.unsupported[reason];
  for (const line of [happened, safe, todo]) {
    await expect(page.getByText(line, { exact: true })).toBeVisible();
  }
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveCount(0);
}

for (const [locale, messages] of [
  ['fr-FR', fr],
  ['en-GB', en],
] as const) {
  test(`where site data is blocked every page says so in ${locale}, before any key is made`, async ({
    world,
  }) => {
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
    const profileDir = profileWith(world, 'Preferences', JSON.stringify(blocked));
    const options = { profileDir, locale, withServiceWorker: true };
    const { page } = await world.openPerson('Claire', options);
    for (const path of ['/', '/new', '/j']) {
      await page.goto(world.relay.origin + path);
      await expectRefusal(page, messages);
    }
    expect(await askForStorage(page)).toEqual({ database: 'UnknownError', files: 'SecurityError' });
  });
}

// A plain file stands where the browser would make its folder.
for (const [folder, answers] of [
  ['IndexedDB', { database: 'UnknownError', files: 'given' }],
  ['File System', { database: 'given', files: 'InvalidStateError' }],
] as const) {
  test(`a browser that cannot open its ${folder} says so, before any key is made`, async ({
    world,
  }) => {
    const profileDir = profileWith(world, folder, '');
    const { page } = await world.openPerson('Claire', { profileDir });
    await page.goto(world.relay.origin);
    await expectRefusal(page, fr);
    expect(await askForStorage(page)).toEqual(answers);
  });
}

test('a database that does not open any more is not said to be nothing, and opens again later', async ({
  world,
}) => {
  const profileDir = world.makeProfile();
  const options = { profileDir, locale: 'en-GB' };
  const { origin } = world.relay;
  const before = await world.openPerson('Alice', options);
  await hostCircle(before, origin, { circle: 'Tuesday table' });
  await before.close();

  // As on a disk without room, where the browser says no more than that something is wrong inside.
  const database = join(profileDir, 'Default', 'IndexedDB');
  renameSync(database, `${database} aside`);
  writeFileSync(database, '');
  const meanwhile = await world.openPerson('Alice', options);
  await meanwhile.page.goto(origin);
  await expectRefusal(meanwhile.page, en, 'storage-shut');
  await meanwhile.close();

  rmSync(database);
  renameSync(`${database} aside`, database);
  const after = await world.openPerson('Alice', options);
  await after.page.goto(origin);
  await unlock(after);
  await expect(after.page.getByRole('link', { name: 'Tuesday table' }).first()).toBeVisible();
});
