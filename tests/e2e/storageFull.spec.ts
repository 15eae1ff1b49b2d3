import { en } from '../../client/ui/locales/en.ts';
import {
  contribute,
  hostCircle,
  issueInvite,
  knock,
  letters,
  openQuestion,
  PASSPHRASE,
  seat,
  unlock,
} from './support/journeys.ts';
import type { Person } from './support/person.ts';
import { measureRoom } from './support/room.ts';
import { expect, test } from './support/world.ts';

/** A real browser that has no room left for this origin, on a disk. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const MINUTE_MS = 60_000;
const refusal = ({ page }: Person) =>
  page.getByText(en.errors['storage-full'].happened, { exact: true });
const trouble = ({ page }: Person) =>
  page.getByText(en.circle.troubles['storage-full'].happened, { exact: true });

test('on a full device nothing that was written or sent is lost, and with room all of it goes on', async ({
  world,
}) => {
  const alice = await world.openPerson('Alice', { locale: 'en-GB' });
  const bob = await world.openPerson('Bob', { locale: 'en-GB', profileDir: world.makeProfile() });
  const room = await measureRoom(bob, world.relay.origin);
  await hostCircle(alice, world.relay.origin, { circle: CIRCLE });
  await knock(bob, await issueInvite(alice));
  await alice.page.getByRole('link', { name: CIRCLE }).first().click();
  await seat(alice);
  await openQuestion(alice, QUESTION, 'First.');
  await bob.page.getByRole('link', { name: QUESTION }).first().click();
  await contribute(bob, 'Second.');
  await expect.poll(() => letters(alice)).toEqual(['First.', 'Second.']);
  const composer = bob.page.getByLabel(en.composer.label, { exact: true });

  await test.step('what cannot be kept stays in the composer', async () => {
    await room.end();
    await contribute(bob, 'Written without room.');
    await expect(refusal(bob)).toBeVisible();
    await expect(composer).toHaveValue('Written without room.');
    expect(await letters(bob)).toEqual(['First.', 'Second.']);
  });

  await test.step('what the other one sends is named, and waits', async () => {
    await contribute(alice, 'Third.');
    await expect(trouble(bob)).toBeVisible();
    expect(await letters(bob)).toEqual(['First.', 'Second.']);
  });

  await test.step('an hour passes: its keys die as soon as there is room', async () => {
    await world.advance(2 * 60 * MINUTE_MS);
    await expect(trouble(bob)).toBeVisible();
    expect(await letters(bob)).toEqual(['First.', 'Second.']);
    await room.return();
    await world.advance(MINUTE_MS);
    await expect
      .poll(() => letters(bob), { timeout: 40_000 })
      .toEqual(['First.', 'Second.', 'Third.']);
    await expect(trouble(bob)).toHaveCount(0);
    await expect(composer).toHaveValue('Written without room.');
    await bob.page.getByRole('button', { name: en.composer.send, exact: true }).click();
    await expect.poll(() => letters(alice)).toContain('Written without room.');
  });

  await test.step('a vault locked without room opens when there is some', async () => {
    await room.end();
    await bob.page.getByRole('button', { name: en.nav.lock, exact: true }).click();
    await unlock(bob);
    await expect(refusal(bob)).toBeVisible();
    await contribute(alice, 'Fifth.');
    await room.return();
    await unlock(bob);
    await expect.poll(() => letters(bob)).toHaveLength(5);
    expect(await letters(bob)).toEqual(await letters(alice));
  });
});

test('without room no vault is made, which is said, and with room it is made', async ({
  world,
}) => {
  const claire = await world.openPerson('Claire', {
    locale: 'en-GB',
    profileDir: world.makeProfile(),
  });
  const { page } = claire;
  const room = await measureRoom(claire, world.relay.origin);
  await page.goto(world.relay.origin);
  await room.end();
  await page.getByRole('link', { name: en.welcome.host }).click();
  const t = en.passphrase;
  const create = page.getByRole('button', { name: t.create, exact: true });
  await page.getByLabel(t.field, { exact: true }).fill(PASSPHRASE);
  await page.getByLabel(t.again, { exact: true }).fill(PASSPHRASE);
  await create.click();
  await expect(refusal(claire)).toBeVisible();
  await room.return();
  await create.click();
  await expect(page.getByLabel(en.create.name, { exact: true })).toBeVisible();
});
