import { expect, test } from '@playwright/test';
import { findViolations } from '../support/violations.ts';

// Invite keys and the door, from both sides, over a vault that is not there.

test('an invite link asks for "Continue" and a passphrase before it is read', async ({ page }) => {
  await page.goto('/?scene=landing');
  await expect(page.getByText('Nothing has been fetched or used yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('First, a passphrase');
  await page.getByLabel('Passphrase', { exact: true }).fill('too short');
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await expect(page.getByText('At least 12 characters, please.')).toBeVisible();
  await page.getByLabel('Passphrase', { exact: true }).fill('four unrelated words here');
  await page.getByLabel('Passphrase once more').fill('four unrelated words here');
  await page.getByRole('button', { name: 'Create the vault' }).click();
  await expect(page.getByRole('alert')).toContainText('This link is not whole');
});

test('a candidate accepts the charter, reads eight words and may leave', async ({ page }) => {
  await page.goto('/?scene=charter');
  await page.getByRole('textbox', { name: 'Your name in this circle' }).fill('Théo Marchetti');
  await page.getByRole('button', { name: 'Accept the charter and ask for a seat' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are at the door');
  await expect(page.getByRole('list', { name: 'Eight words' }).getByRole('listitem')).toHaveCount(
    8,
  );
  await page.getByRole('button', { name: 'Leave the door' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Circles');
});

test('only whoever has asked for a seat reads "not now"; a used or revoked link has ended', async ({
  page,
}) => {
  const heading = page.getByRole('heading', { level: 1 });
  await page.goto('/?scene=closed');
  await expect(heading).toHaveText('Not now');
  await page.goto('/?scene=closed-unasked');
  await expect(heading).toHaveText('This invite key has ended');
  await expect(page.getByText('seat you')).toHaveCount(0);
  await page.goto('/?scene=closed-own');
  await expect(heading).toHaveText('You already sit in this circle.');
  await page.getByRole('link', { name: 'Go to the circle' }).click();
  await expect(heading).toHaveText('Les Tilleuls');
});

test('what came to an end at a door says so among the circles, and is closed there', async ({
  page,
}) => {
  await page.goto('/?scene=circles-ended');
  const doors = page.getByRole('region', { name: 'At the door' }).getByRole('listitem');
  await expect(doors).toHaveCount(2);
  await expect(doors.nth(0)).toContainText('Not now');
  await expect(doors.nth(1)).toContainText('This invite key has ended');
  await doors.nth(0).getByRole('button', { name: 'Close this invitation' }).click();
  await expect(doors).toHaveCount(1);
  await expect(doors).toContainText('This invite key has ended');
});

test('seating is announced as done only with a connection', async ({ page }) => {
  for (const [scene, words] of [
    ['circle-door', 'Théo Marchetti is seated.'],
    ['circle-door-offline', 'Théo Marchetti will be seated with the next connection.'],
  ]) {
    await page.goto(`/?scene=${scene}`);
    await page.getByRole('button', { name: 'Seat' }).click();
    await expect(page.getByRole('status')).toHaveText(words ?? '');
  }
});

test('invite keys can be told apart, by ear as well; the newest comes first', async ({ page }) => {
  await page.goto('/?scene=invite');
  const cards = page.getByRole('main').getByRole('listitem');
  await expect(cards.nth(0)).toContainText('Invite link ending in 7Q2w');
  await expect(cards.nth(1)).toContainText('Invite link ending in 8S1U');
  await page.getByRole('button', { name: 'Issue an invite key' }).click();
  await expect(cards).toHaveCount(3);
  const ending = (await cards.nth(0).getByRole('textbox').inputValue()).slice(-4);
  await expect(cards.nth(0).getByRole('button')).toHaveCount(3);
  for (const name of [`Copy link ending in ${ending}`, `Revoke the key ending in ${ending}`])
    await expect(cards.nth(0).getByRole('button', { name, exact: true })).toBeVisible();
});

test('an invite key is a card with a QR code, and only the card is printed', async ({ page }) => {
  await page.goto('/?scene=invite');
  const open = page.getByRole('button', { name: 'QR code and card of the key ending in 7Q2w' });
  await open.focus();
  await page.keyboard.press('Enter');
  await expect(open).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('img', { name: 'QR code of the invite link' })).toHaveCount(1);
  const main = page.getByRole('main');
  const card = main.locator('.invite-paper');
  await expect(card).toContainText('For one person, once, until 14 March 2026, 18:12.');
  await expect(card).not.toContainText('Les Tilleuls');
  await expect(card).toContainText('compare eight words');
  expect(await findViolations(page)).toEqual([]);

  const paper = page.locator('.printed');
  await expect(paper).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(paper).toBeVisible();
  await expect(paper).toContainText(/#aHR0.*7Q2w/);
  await expect(main).toBeHidden();
  await page.emulateMedia({ media: null });

  await page.getByRole('checkbox', { name: 'Put the circle’s name on the card' }).check();
  for (const face of [card, paper])
    await expect(face).toContainText('An invitation to Les Tilleuls');
  await page.getByRole('button', { name: 'QR code and card of the key ending in 8S1U' }).click();
  await expect(main.getByRole('img')).toHaveCount(1);
  await expect(card).toContainText(/8S1U/);
  await expect(card).not.toContainText('Les Tilleuls');
});

test('whoever seats, vouches or revokes goes on by keyboard from there', async ({ page }) => {
  const heading = page.getByRole('heading', { level: 1 });
  await page.goto('/?scene=circle-door');
  await page.getByRole('button', { name: 'Seat' }).click();
  const second = page.getByRole('article', { name: 'Salomé Diop asks for a seat' });
  await expect(second).toBeFocused();
  await second.getByRole('button', { name: 'Not now' }).click();
  const third = page.getByRole('article', { name: 'noe lambert asks for a seat' });
  await expect(third).toBeFocused();
  await third.getByRole('button', { name: 'Not now' }).click();
  await expect(heading).toBeFocused();
  await page.goto('/?scene=invite');
  const cards = page.getByRole('main').getByRole('listitem');
  await page.getByRole('button', { name: 'Revoke the key ending in 8S1U' }).click();
  await expect(cards).toHaveCount(1);
  await expect(cards).toBeFocused();
});

test('a copied link says so to the eye as well', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/?scene=invite');
  await page.getByRole('button', { name: 'Copy link ending in 7Q2w' }).click();
  const card = page.getByRole('main').getByRole('listitem').first();
  await expect(card.getByText('Link copied.')).toBeVisible();
});

test('without a connection the page of invite keys says when a new one will stand', async ({
  page,
}) => {
  await page.goto('/?scene=invite-offline');
  await expect(
    page.getByText('will stand here when you are connected again · 1 will leave when you land'),
  ).toBeVisible();
});
