import { expect, test } from '@playwright/test';
import { openDiscussion } from './openDiscussion.ts';

// How letters are written, changed and taken back, over a vault that is not there.

test('Camille contributes by keyboard alone, and the focus stays in the composer', async ({
  page,
}) => {
  await openDiscussion(page);
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  await composer.focus();
  await page.keyboard.type('It took a walk.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article').last()).toContainText('It took a walk.');
  await expect(composer).toHaveValue('');
  await expect(composer).toBeFocused();
  // The scene has no connection.
  await expect(page.getByRole('status')).toHaveText('Will leave when you land');
});

test('what is said to be sent has left: with a connection', async ({ page }) => {
  await page.goto('/?scene=refused');
  await page.getByRole('textbox', { name: 'Your contribution' }).fill('It took a walk.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('status')).toHaveText('Sent.');
});

test('what is typed while a contribution is on its way is kept, and what is refused comes back', async ({
  page,
}) => {
  await page.goto('/?scene=discussion&held');
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  const answer = (detail: string) =>
    page.evaluate(
      (said) => window.dispatchEvent(new CustomEvent('answer', { detail: said })),
      detail,
    );
  await composer.focus();
  await page.keyboard.type('First.');
  await page.keyboard.press('Control+Enter');
  await expect(composer).toHaveValue('');
  await page.keyboard.type('Second.');
  await answer('take');
  await expect(page.getByRole('article').last()).toContainText('First.');
  await expect(composer).toHaveValue('Second.');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('Third.');
  await answer('refuse');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(composer).toHaveValue('Second.\n\nThird.');
});

test('a life of its own is chosen for one contribution, not for the next', async ({ page }) => {
  await openDiscussion(page);
  const fading = page.getByRole('combobox', { name: 'Fades' });
  const usual = await fading.inputValue();
  await fading.selectOption('after 1 hour');
  await page.getByRole('textbox', { name: 'Your contribution' }).fill('Quick word.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article').last()).toContainText('Quick word.');
  await expect(fading).toHaveValue(usual);
});

test('leaving the page is asked about only while words would be lost', async ({ page }) => {
  await openDiscussion(page);
  const asks = () =>
    page.evaluate(() => {
      const leaving = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(leaving);
      return leaving.defaultPrevented;
    });
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  expect(await asks()).toBe(false);
  await composer.fill('Kept by the vault');
  await expect.poll(asks).toBe(false);
  const own = page.getByRole('article').filter({ hasText: 'I shall leave it at home' });
  await own.getByRole('button', { name: 'Edit' }).click();
  expect(await asks()).toBe(false);
  await composer.fill('A change is kept by nobody');
  expect(await asks()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await asks()).toBe(false);
});

test('whoever lets a letter go or takes it back goes on by keyboard from there', async ({
  page,
}) => {
  await openDiscussion(page);
  const articles = page.getByRole('article');
  await page.getByRole('button', { name: 'Let it go' }).click();
  const waiting = articles.filter({ hasText: 'He laughed.' });
  await expect(waiting).toBeFocused();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Withdraw' });
  await waiting.getByRole('button', { name: 'Withdraw' }).click();
  await confirm.click();
  await expect(articles.filter({ hasText: 'what would he be doing' })).toBeFocused();
  const own = articles.filter({ hasText: 'I shall leave it at home' });
  await own.getByRole('button', { name: 'Withdraw' }).click();
  await confirm.click();
  await expect(page.getByText('Withdrawn by its author.')).toHaveCount(2);
  await expect(articles.filter({ hasText: 'Withdrawn by its author.' }).last()).toBeFocused();
});

test('Page Down and Page Up step between articles', async ({ page }) => {
  await openDiscussion(page);
  const articles = page.getByRole('article');
  await articles.nth(1).focus();
  await page.keyboard.press('PageDown');
  await expect(articles.nth(2)).toBeFocused();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect(articles.nth(0)).toBeFocused();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('textbox', { name: 'Your contribution' })).toBeFocused();
});

test('a reply names whom it answers and gives the focus back when it is given up', async ({
  page,
}) => {
  await openDiscussion(page);
  const letter = page.getByRole('article', { name: 'Maud Oyono' });
  await letter.getByRole('button', { name: 'Reply' }).click();
  await expect(page.getByText('Replying to Maud Oyono')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Your contribution' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(letter).toBeFocused();
});

test('editing keeps the draft aside and brings it back', async ({ page }) => {
  await openDiscussion(page);
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  await composer.fill('A draft');
  const own = page.getByRole('article').filter({ hasText: 'I shall leave it at home' });
  await own.getByRole('button', { name: 'Edit' }).click();
  await expect(composer).toHaveValue(/leave it at home/);
  await page.keyboard.type(' Again.');
  await expect(composer).toHaveValue(/leave it at home\. Again\.$/);
  await composer.fill('Thank you, Farid.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('article').filter({ hasText: 'Thank you, Farid.' })).toBeVisible();
  await expect(composer).toHaveValue('A draft');
});

test('withdrawing asks first, and Escape gives the focus back', async ({ page }) => {
  await openDiscussion(page);
  const withdraw = page.getByRole('button', { name: 'Withdraw' }).first();
  await withdraw.click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(withdraw).toBeFocused();
  await withdraw.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('Withdrawn by its author.')).toHaveCount(2);
});

test('what still waits is taken back for good, in its own words', async ({ page }) => {
  await openDiscussion(page);
  const waiting = page.getByRole('article').filter({ hasText: 'He laughed.' });
  await expect(waiting.getByRole('button', { name: 'Edit' })).toHaveCount(0);
  await waiting.getByRole('button', { name: 'Withdraw' }).click();
  const dialog = page.getByRole('dialog', { name: 'Withdraw this contribution?' });
  await expect(dialog).toContainText('If it has not left yet, it never will.');
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await expect(waiting).toHaveCount(0);
});

test('entries that broke the rules are said in one quiet line, and the rest goes on', async ({
  page,
}) => {
  await page.goto('/?scene=refused');
  const line = page.getByText('Some entries that did not follow the rules were refused.');
  await expect(line).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('article', { name: 'Maud Oyono' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Your contribution' }).fill('All the same.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article').last()).toContainText('All the same.');
});

test('what waited past its hour is asked about, and can be let go', async ({ page }) => {
  await openDiscussion(page);
  await page.getByRole('button', { name: 'Let it go' }).click();
  await expect(page.getByText('I am on the train back')).toBeHidden();
});
