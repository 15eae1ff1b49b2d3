import { expect, type Page } from '@playwright/test';

export async function openDiscussion(page: Page): Promise<void> {
  await page.goto('/?scene=discussion');
  await expect(page.getByRole('feed', { name: 'Contributions' })).toBeVisible();
}
