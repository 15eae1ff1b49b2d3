import { expect, test, type Page } from '@playwright/test';
import { enFrame } from '../../client/ui/locales/enFrame.ts';
import { DISCUSSION } from '../support/sampleSnapshots.ts';
import { findViolations } from '../support/violations.ts';

// What throws while it is drawn takes its own place only, and says so there.

const { broken, common, vault } = enFrame;

async function expectBrokenPage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(broken.pageTitle);
  for (const line of Object.values(broken.page)) await expect(page.getByText(line)).toBeVisible();
  await expect(page.getByRole('button', { name: vault.reload })).toBeVisible();
  const violations = await findViolations(page);
  expect(violations.map(({ id }) => id)).toEqual([]);
}

test('a letter that cannot be drawn says so in one line, and the others stay', async ({ page }) => {
  await page.goto('/?scene=broken-letter');
  await expect(page.getByRole('article', { name: broken.letter })).toHaveText(broken.letter);
  await expect(page.locator('.letter')).toHaveCount(DISCUSSION.contributions.length);
  await expect(page.locator('.letter-head')).toHaveCount(DISCUSSION.contributions.length - 1);
  const violations = await findViolations(page);
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a page that cannot be drawn says so in its place, until another is gone to', async ({
  page,
}) => {
  await page.goto('/?scene=broken-page');
  await expectBrokenPage(page);
  await page.getByRole('link', { name: 'Circles', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Circles');
  await page.goBack();
  await expectBrokenPage(page);
  await page.getByRole('link', { name: common.toCircles }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Circles');
});

test('where the frame itself cannot be drawn the page says so alone, and reloads', async ({
  page,
}) => {
  await page.goto('/?scene=broken-frame');
  await expectBrokenPage(page);
  const reloaded = page.waitForEvent('framenavigated');
  await page.getByRole('button', { name: vault.reload }).click();
  await reloaded;
});
