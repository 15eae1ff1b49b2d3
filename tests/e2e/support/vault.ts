import { expect, type Page } from '@playwright/test';
import { fr } from '../../../client/ui/locales/fr.ts';

/** By what somebody sees, in French, how the vault stands. */
const SHOWN = {
  empty: fr.welcome.title,
  join: fr.join.title,
  elsewhere: fr.vault.elsewhereTitle,
  insecure: fr.vault.unsupported.insecure.happened,
  'no-webassembly': fr.vault.unsupported['no-webassembly'].happened,
} as const;

export async function expectShown(page: Page, what: keyof typeof SHOWN): Promise<void> {
  await expect(page.getByText(SHOWN[what], { exact: true })).toBeVisible();
}

export async function takeVaultHere(page: Page): Promise<void> {
  await page.getByRole('button', { name: fr.vault.useHere }).click();
}
