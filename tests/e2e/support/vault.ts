import { expect, type Page } from '@playwright/test';

/** By what somebody sees, in French, how the vault stands. The face's words stand here and nowhere else. */
const SHOWN = {
  empty: 'empty',
  join: 'empty',
  elsewhere: 'elsewhere',
  insecure: 'insecure',
  'no-webassembly': 'no-webassembly',
} as const;
const USE_HERE = 'Use here';

export async function expectShown(page: Page, what: keyof typeof SHOWN): Promise<void> {
  await expect(page.getByText(SHOWN[what], { exact: true })).toBeVisible();
}

export async function takeVaultHere(page: Page): Promise<void> {
  await page.getByRole('button', { name: USE_HERE }).click();
}
