import { expect, test } from '@playwright/test';
import { openDiscussion } from './openDiscussion.ts';
import { findViolations } from '../support/violations.ts';

// What is done with letters, over a vault that is not there.

test('a word about a letter is said and taken back by keyboard, and stands there with names', async ({
  page,
}) => {
  await openDiscussion(page);
  const letter = page.getByRole('article', { name: 'Ingrid Sørensen' });
  await expect(letter.getByRole('listitem').last()).toHaveText('Sitting with it: Farid Haddad');
  const open = letter.getByRole('button', { name: 'A word' });
  await open.focus();
  await page.keyboard.press('Enter');
  const words = letter.getByRole('group', { name: 'A word to Ingrid Sørensen' });
  await expect(words.getByRole('button', { pressed: true })).toHaveText('heard');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(letter.getByText('Thanks from you')).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(letter.getByText('Thanks from')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(words).toBeHidden();
  await expect(open).toBeFocused();
  await open.click();
  await words.getByRole('button', { name: 'heard' }).click();
  await expect(letter.getByText('Heard by Noé Lambert, Maud Oyono and a member')).toBeVisible();
});

test('nobody is offered a word about her own letter', async ({ page }) => {
  await openDiscussion(page);
  const own = page.getByRole('article').filter({ hasText: 'I shall leave it at home' });
  await expect(own.getByRole('button', { name: 'A word' })).toHaveCount(0);
});

test('selected words are quoted, and the composer says that they take their life with them', async ({
  page,
}) => {
  await openDiscussion(page);
  const letter = page.getByRole('article', { name: 'Farid Haddad' });
  await letter.getByText('You are not leaving a company').selectText();
  await letter.getByRole('button', { name: 'Quote' }).click();
  const form = page.locator('form.composer');
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  await expect(composer).toBeFocused();
  await expect(form.getByText('Farid Haddad wrote')).toBeVisible();
  await expect(form.getByRole('blockquote')).toHaveText(
    /^You are not leaving a company, .* lunch\.$/,
  );
  await expect(form.getByText('fades with them, in 2 days.')).toBeVisible();
  await expect(form.getByRole('option')).toHaveText([
    'after 1 hour',
    'after 24 hours',
    'with what it quotes',
  ]);
  expect(await findViolations(page)).toEqual([]);
  await composer.fill('I shall remember this.');
  await page.keyboard.press('Control+Enter');
  const answer = page.getByRole('article').last();
  await expect(answer.getByRole('blockquote')).toHaveText(/^You are not leaving/);
  await expect(answer).toContainText('Fades in 2 days');
  await answer.getByRole('button', { name: 'Farid Haddad wrote' }).click();
  await expect(letter).toBeFocused();
});

test('quoting by keyboard is given up with Escape, and the focus goes back', async ({ page }) => {
  await openDiscussion(page);
  const letter = page.getByRole('article', { name: 'Maud Oyono' });
  await letter.getByRole('button', { name: 'Quote' }).focus();
  await page.keyboard.press('Enter');
  const form = page.locator('form.composer');
  await expect(form.getByRole('blockquote')).toContainText('May I ask a question');
  await page.keyboard.press('Escape');
  await expect(form.getByRole('blockquote')).toHaveCount(0);
  await expect(letter).toBeFocused();
});

test('"@" offers the members by keyboard, and a name stands where one was taken', async ({
  page,
}) => {
  // With a connection: what waits is not edited.
  await page.goto('/?scene=refused');
  const composer = page.getByRole('textbox', { name: 'Your contribution' });
  const list = page.getByRole('listbox', { name: 'Members to mention' });
  await composer.focus();
  await page.keyboard.type('Ask @');
  await expect(list.getByRole('option')).toHaveCount(5);
  await page.keyboard.type('lam');
  await expect(list.getByRole('option')).toHaveText(['Noé Lambert']);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  for (const _letter of 'lam') await page.keyboard.press('Backspace');
  await expect(list.getByRole('option', { selected: true })).toHaveText('Noé Lambert');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const chosen = list.getByRole('option', { selected: true });
  await expect(chosen).toHaveText('Farid Haddad');
  await expect(composer).toHaveAttribute(
    'aria-activedescendant',
    (await chosen.getAttribute('id')) ?? '',
  );
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue('Ask @Farid Haddad ');
  await expect(composer).toBeFocused();
  await page.keyboard.type('or @noe');
  await list.getByRole('option', { name: 'Noé Lambert' }).click();
  await page.keyboard.type('first.');
  await page.keyboard.press('Control+Enter');
  const letter = page.getByRole('article').last();
  await expect(letter).toContainText('Ask Farid Haddad or Noé Lambert first.');
  await expect(letter.locator('.mention')).toHaveText(['Farid Haddad', 'Noé Lambert']);
  await letter.getByRole('button', { name: 'Edit' }).click();
  await expect(composer).toHaveValue('Ask @Farid Haddad or @Noé Lambert first.');
});

test('one’s own contributions are saved as a file under a name that tells nothing', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto('/?scene=circle');
  await page.getByText('What you have said here').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The file is not sealed, and does not fade.')).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('cenacle-2026-03-14.md');
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  expect(Buffer.concat(chunks).toString('utf8')).toContain('Thank you, @Farid Haddad.');
  await expect(page.getByRole('status')).toHaveText(/handed to the browser/);
  expect(complaints).toEqual([]);
});
