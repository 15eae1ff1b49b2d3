import { expect, test } from '@playwright/test';
import { openDiscussion } from './openDiscussion.ts';
import { findViolations } from '../support/violations.ts';

const QUESTION = 'How do you tell a founder that it is time to hand over?';

test('nothing that was said to a screen reader outlives its moment, nor the open vault', async ({
  page,
}) => {
  await page.clock.install();
  await page.goto('/?scene=refused');
  const status = page.getByRole('status');
  const say = async () => {
    await page.getByRole('textbox', { name: 'Your contribution' }).fill('It took a walk.');
    await page.keyboard.press('Control+Enter');
    await page.clock.runFor(1_000);
    await expect(status).toHaveText('Sent.');
  };
  await page.getByRole('textbox', { name: 'Your contribution' }).focus();
  await say();
  await page.clock.runFor(10_000);
  await expect(status).toBeEmpty();
  await say();
  await page.getByRole('button', { name: 'Lock now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your vault is locked');
  await expect(status).toBeEmpty();
});

test('on a phone, far down a discussion, the way back, the lock and what waits stay in sight', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDiscussion(page);
  const last = page.getByRole('article').last();
  await last.scrollIntoViewIfNeeded();
  await expect(page.getByRole('article').first()).not.toBeInViewport();
  for (const kept of [
    page.getByRole('main').getByRole('link', { name: 'Les Tilleuls' }),
    page.getByRole('button', { name: 'Lock now' }),
    page.getByText('1 will leave when you land').last(),
    page.getByRole('textbox', { name: 'Your contribution' }),
  ])
    await expect(kept).toBeInViewport({ ratio: 1 });
  // Whatever takes the focus is not hidden beneath what stays.
  const articles = page.getByRole('article');
  const bar = page.locator('.crumb-bar');
  for (let at = (await articles.count()) - 1; at >= 0; at -= 1) {
    await articles.nth(at).focus();
    const [letter, above] = [await articles.nth(at).boundingBox(), await bar.boundingBox()];
    const end = (letter?.y ?? 0) + (letter?.height ?? 0);
    expect(end).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0));
  }
});

test('a question is put on the table with a life the charter allows', async ({ page }) => {
  await page.goto('/?scene=circle');
  await page.getByRole('button', { name: 'Put a question on the table' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Question' })).toBeFocused();
  await expect(dialog.getByRole('option')).toHaveText([
    'after 1 hour',
    'after 24 hours',
    'after 7 days',
    'after 30 days',
    'after 90 days',
    'after 1 year',
  ]);
  await dialog.getByRole('textbox', { name: 'Question' }).fill('Who would you call at night?');
  await dialog.getByRole('button', { name: 'Open the discussion' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who would you call at night?');
  await expect(page.getByText('Nobody has spoken yet')).toBeVisible();
});

test('a change of route moves the focus to the heading and leaves no name in history', async ({
  page,
}) => {
  await page.goto('/?scene=circle');
  await page.getByRole('main').getByRole('link', { name: QUESTION }).click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(QUESTION);
  await expect(heading).toBeFocused();
  expect(new URL(page.url()).pathname).toBe('/c/c1/d/d1');
  expect(await page.title()).toBe('Cenacle');
});

test('a draft outlives leaving the discussion, and the browser keeps none of it in the clear', async ({
  page,
}) => {
  await openDiscussion(page);
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  await composer.fill('Not yet ready');
  await page.getByRole('main').getByRole('link', { name: 'Les Tilleuls' }).click();
  await page.getByRole('main').getByRole('link', { name: QUESTION }).click();
  await expect(composer).toHaveValue('Not yet ready');
  const kept = await page.evaluate(() => [
    Object.keys(localStorage).length + Object.keys(sessionStorage).length,
    JSON.stringify(window.history.state),
  ]);
  expect(kept).toEqual([0, 'null']);
});

test('what was being written is there again after locking, though it was locked at once', async ({
  page,
}) => {
  await openDiscussion(page);
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  await composer.fill('Not yet ready');
  await page.getByRole('button', { name: 'Lock now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your vault is locked');
  await page.getByLabel('Passphrase', { exact: true }).fill('four unrelated words here');
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('Not yet ready');
  await composer.press('Control+Enter');
  await expect(page.getByRole('article').last()).toContainText('Not yet ready');
  await page.getByRole('main').getByRole('link', { name: 'Les Tilleuls' }).click();
  await page.getByRole('main').getByRole('link', { name: QUESTION }).click();
  await expect(composer).toHaveValue('');
});

test('locking asks first where something would be forgotten, and not otherwise', async ({
  page,
}) => {
  await openDiscussion(page);
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  const lock = page.getByRole('button', { name: 'Lock now' });
  const dialog = page.getByRole('dialog', { name: 'Lock now?' });
  const heading = page.getByRole('heading', { level: 1 });
  await composer.fill('x'.repeat(20_001));
  await lock.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(composer).toHaveValue('x'.repeat(20_001));
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'You', exact: true })
    .click();
  await page.getByRole('main').getByRole('button', { name: 'Lock now' }).click();
  await dialog.getByRole('button', { name: 'Lock and forget it' }).click();
  await expect(heading).toHaveText('Your vault is locked');

  await openDiscussion(page);
  await page.getByRole('button', { name: 'Edit' }).first().click();
  await composer.fill('Thank you.');
  await lock.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await composer.press('Escape');
  await lock.click();
  await expect(heading).toHaveText('Your vault is locked');
});

test('a wrong passphrase says what happened, what is safe and what to do', async ({ page }) => {
  await page.goto('/?scene=unlock');
  await page.getByLabel('Passphrase', { exact: true }).fill('something else entirely');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Nothing is lost or changed.');
});

test('the language and the theme are all that localStorage holds', async ({ page }) => {
  await page.goto('/?scene=settings');
  await page.getByRole('radio', { name: 'Français' }).check();
  await page.getByRole('radio', { name: 'Sombre' }).check();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(21, 20, 18)');
  expect(await page.evaluate(() => Object.fromEntries(Object.entries(localStorage)))).toEqual({
    'cenacle.language': 'fr',
    'cenacle.theme': 'dark',
  });
});

test('erasing says what stays before it is done', async ({ page }) => {
  await page.goto('/?scene=settings');
  await page.getByRole('button', { name: 'Erase this device' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase this device?' });
  await expect(dialog).toContainText('The program itself stays');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Speak as you would at the table',
  );
});

test('every field tells the browser not to keep what was typed', async ({ page }) => {
  for (const scene of ['create', 'discussion', 'charter', 'paste', 'invite']) {
    await page.goto(`/?scene=${scene}`);
    const fields = page.locator('input, textarea, select');
    await fields.first().waitFor();
    for (const field of await fields.all())
      await expect(field, scene).toHaveAttribute('autocomplete', 'off');
  }
});

test('a form that is refused puts the focus where it has to be mended', async ({ page }) => {
  await page.goto('/?scene=create');
  await page.getByRole('textbox', { name: 'Name of the circle' }).fill('Les Tilleuls');
  await page.getByRole('button', { name: 'Create the circle' }).click();
  const ownName = page.getByRole('textbox', { name: 'Your name in this circle' });
  await expect(ownName).toBeFocused();
  await expect(ownName).toHaveAccessibleDescription(/Say how members should call you/);
  await ownName.fill('Camille');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Les Tilleuls');
  await expect(page.getByText('No question is on the table.')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`dialogs and forms under way hinder nobody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/?scene=circle');
    await page.getByRole('button', { name: 'Put a question on the table' }).click();
    await page.getByRole('button', { name: 'Open the discussion' }).click();
    await expect(page.getByText('Write the question first.')).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await page.goto('/?scene=settings');
    await page.getByRole('button', { name: 'Erase this device' }).click();
    expect(await findViolations(page)).toEqual([]);
    await openDiscussion(page);
    await page.getByRole('button', { name: 'Edit' }).first().click();
    expect(await findViolations(page)).toEqual([]);
  });
