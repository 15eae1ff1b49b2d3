import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe complains of on the page as it stands. */
export async function findViolations(page: Page) {
  const axe = new AxeBuilder({ page })
    // No second page for each run; there are no frames to look into.
    .setLegacyMode(true)
    // What is well need not be described.
    .options({ resultTypes: ['violations'] });
  return (await axe.analyze()).violations;
}
