import { expect, test, type Page } from '@playwright/test';
import { SCENES } from './scenes.ts';
import { findViolations } from '../support/violations.ts';

// Every screen × theme × language: axe finds nothing, nothing overflows, and the strict headers of the
// relay are never breached. With SHOTS=folder the screens are kept as pictures.

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const scenes = Object.keys(SCENES);

// On a desk, colours and words are those of the phone: two of the four say enough of what moves. Each look differs
// from the one before in one thing that styles alone decide, so that a screen is opened once for all of them.
const LOOKS = {
  en: [
    { theme: 'dark', viewport: PHONE },
    { theme: 'light', viewport: PHONE },
    { theme: 'light', viewport: DESK },
  ],
  fr: [
    { theme: 'light', viewport: PHONE },
    { theme: 'dark', viewport: PHONE },
    { theme: 'dark', viewport: DESK },
  ],
} as const;
const LOCALES = { en: 'en-GB', fr: 'fr-FR' } as const;

/** So many that a slow machine is through with them in time. */
const SCENES_OF_ONE_TEST = 7;

async function open(page: Page, scene: string): Promise<void> {
  await page.goto(`/?scene=${scene}`);
  await page.locator('h1').waitFor();
}

// The rail scrolls by itself, and what is too long for its line must not run under what stands beside it.
function horizontalOverflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll('.rail, .rail-link, .crumb-bar, .crumb')];
    return Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      ...parts
        .filter((part) => getComputedStyle(part).textOverflow !== 'ellipsis')
        .map((part) => part.scrollWidth - part.clientWidth),
    );
  });
}

/** Colours that are on their way from one theme to the other are those of neither. */
function endTransitions(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation instanceof CSSTransition) animation.finish();
    }
  });
}

async function expectNoHindrance(page: Page, seen: string): Promise<void> {
  const found = (await findViolations(page)).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect.soft(found, seen).toEqual([]);
  expect.soft(await horizontalOverflow(page), seen).toBe(0);
}

for (const language of ['en', 'fr'] as const)
  test.describe(language, () => {
    test.use({ locale: LOCALES[language] });

    for (let at = 0; at < scenes.length; at += SCENES_OF_ONE_TEST) {
      const some = scenes.slice(at, at + SCENES_OF_ONE_TEST);
      test(`no screen hinders access in either theme, from ${some.at(0)} to ${some.at(-1)}`, async ({
        page,
      }) => {
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error') complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(error.message));
        for (const scene of some) {
          for (const [place, { theme, viewport }] of LOOKS[language].entries()) {
            await page.emulateMedia({ colorScheme: theme });
            await page.setViewportSize(viewport);
            if (place === 0) await open(page, scene);
            await endTransitions(page);
            const seen = `${scene}-${language}-${theme}-${viewport.width}`;
            await expectNoHindrance(page, seen);
            const folder = process.env['SHOTS'];
            if (folder !== undefined) await page.screenshot({ path: `${folder}/${seen}.png` });
          }
          expect.soft(await page.title(), scene).toBe('Cenacle');
          expect.soft(await page.locator('html').getAttribute('lang'), scene).toBe(language);
        }
        expect(complaints).toEqual([]);
      });
    }
  });

test('at 400 % zoom of a 1280-px screen nothing is cut off sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  for (const scene of scenes) {
    await open(page, scene);
    expect.soft(await horizontalOverflow(page), scene).toBe(0);
  }
});

test('whoever asks for more contrast, or sets the colours, reads full ink', async ({ page }) => {
  await page.goto('/?scene=discussion');
  const fading = page.locator('[data-ink="last"] .prose').first();
  const colours = () =>
    fading.evaluate((prose) => [
      getComputedStyle(prose).color,
      getComputedStyle(document.documentElement).color,
    ]);
  const [faded, ink] = await colours();
  expect(faded).not.toBe(ink);
  await page.emulateMedia({ contrast: 'more' });
  const [contrasted, fullInk] = await colours();
  expect(contrasted).toBe(fullInk);
  await page.emulateMedia({ contrast: null, forcedColors: 'active' });
  const [forced, canvasText] = await colours();
  expect(forced).toBe(canvasText);
});

test('every target outside running text is 44 px high', async ({ page }) => {
  await page.setViewportSize(PHONE);
  for (const scene of scenes) {
    await open(page, scene);
    const small = await page
      .locator(
        'button, select, textarea, input:not([type=radio], [type=checkbox]), label:has(input), a:not(.prose a, .skip)',
      )
      .evaluateAll((targets) =>
        targets
          .filter((target) => target.checkVisibility())
          .map((target) => ({
            text: target.textContent,
            height: target.getBoundingClientRect().height,
          }))
          .filter(({ height }) => height < 44),
      );
    expect.soft(small, scene).toEqual([]);
  }
});
