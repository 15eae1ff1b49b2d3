import { en } from '../../client/ui/locales/en.ts';
import { hostCircle } from './support/journeys.ts';
import { expect, test } from './support/world.ts';

test('a part that does not arrive is said to be missing, and is asked for again without a reload', async ({
  world,
}) => {
  const alice = await world.openPerson('Alice', {
    locale: 'en-GB',
    tolerates: /ERR_INTERNET_DISCONNECTED|did not arrive|dynamically imported module/,
  });
  const { page, context } = alice;
  await hostCircle(alice, world.relay.origin, { circle: 'Tuesday table' });
  const { broken, nav } = en;
  const title = page.getByRole('heading', { level: 1 });

  await context.setOffline(true);
  await page.getByRole('link', { name: nav.members }).first().click();
  await expect(title).toHaveText(broken.partTitle);
  for (const line of Object.values(broken.part)) await expect(page.getByText(line)).toBeVisible();

  // Still out of reach; and another page is only a step away.
  await page.getByRole('button', { name: broken.tryAgain }).click();
  await expect(title).toHaveText(broken.partTitle);
  await page.getByRole('link', { name: 'Tuesday table' }).first().click();
  await expect(title).toHaveText('Tuesday table');
  await page.getByRole('link', { name: nav.members }).first().click();
  await expect(title).toHaveText(broken.partTitle);

  await context.setOffline(false);
  await page.getByRole('button', { name: broken.tryAgain }).click();
  await expect(title).toHaveText(nav.members);
});

for (const [part, named] of [
  ['worker', 'the program'],
  ['startEngine', 'the engine'],
] as const) {
  test(`where ${named} of the vault does not arrive nothing is called damaged, and no erasing is offered`, async ({
    world,
  }) => {
    const { page, context } = await world.openPerson('Alice', {
      locale: 'en-GB',
      tolerates: /ERR_FAILED/,
    });
    const files = `**/assets/${part}-*.js`;
    await context.route(files, (route) => route.abort());
    await page.goto(world.relay.origin);
    const { unloadedTitle, unloaded, reload } = en.vault;
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(unloadedTitle);
    for (const line of Object.values(unloaded)) await expect(page.getByText(line)).toBeVisible();
    await expect(page.getByRole('button')).toHaveText([reload]);

    await context.unroute(files);
    await page.getByRole('button', { name: reload }).click();
    await expect(page.getByRole('link', { name: en.welcome.host })).toBeVisible();
  });
}
