import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  BrowserType,
  LaunchOptions,
  Page,
} from '@playwright/test';
import { clockShim, moveClock, REPORT_VIOLATIONS } from './clock.ts';

export type PersonOptions = Pick<BrowserContextOptions, 'locale' | 'colorScheme' | 'viewport'> & {
  /** A browser profile on disk, which a second opening finds again; without it a fresh one in memory. */
  readonly profileDir?: string;
  /** The client's service worker runs; the clock stays the true one then. */
  readonly withServiceWorker?: boolean;
  readonly withoutWebAssembly?: boolean;
  /** What the console may complain of in this story. */
  readonly tolerates?: RegExp;
};

export type Person = {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and broken policies, of pages and workers, since this was last asked. */
  takeTroubles(): readonly string[];
  setOffset(ms: number): Promise<void>;
  /** The end of each test does this for whoever is still there. */
  close(): Promise<void>;
};

export type Browsers = {
  readonly browser: Browser;
  readonly browserType: BrowserType;
  readonly launchOptions: LaunchOptions;
};

/** Somebody with a browser of their own. The page is blank: `page.goto(relay.origin)` is the test's to do. */
export async function openPersonAt(
  name: string,
  startOffsetMs: number,
  { browser, browserType, launchOptions }: Browsers,
  options: PersonOptions = {},
): Promise<Person> {
  const {
    locale = 'fr-FR',
    colorScheme = 'light',
    viewport = { width: 1280, height: 800 },
  } = options;
  const contextOptions: BrowserContextOptions = {
    locale,
    colorScheme,
    viewport,
  };
  const context =
    options.profileDir === undefined
      ? await browser.newContext(contextOptions)
      : await browserType.launchPersistentContext(options.profileDir, {
          ...launchOptions,
          ...contextOptions,
        });

  const troubles: string[] = [];
  const note = (text: string) => {
    if (options.tolerates?.test(text) !== true) troubles.push(`${name}: ${text}`);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') note(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(String(error.error())));

  let offsetMs = startOffsetMs;
  const missing =
    (options.withoutWebAssembly === true ? 'delete globalThis.WebAssembly;\n' : '') +
    (options.withServiceWorker === true
      ? ''
      : 'delete globalThis.Navigator?.prototype.serviceWorker;\n');
  const prelude = () => REPORT_VIOLATIONS + clockShim(offsetMs) + missing;
  await context.addInitScript({ content: prelude() });
  if (options.withServiceWorker !== true) {
    await context.route('**/assets/worker-*.js', async (route) => {
      // Only the browser knows the name of the relay that is no localhost.
      const url = route.request().url().replace('//relay.test', '//localhost');
      const response = await route.fetch({ url });
      await route.fulfill({ response, body: prelude() + (await response.text()) });
    });
  }

  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }

  const page = context.pages()[0] ?? (await context.newPage());
  return {
    name,
    context,
    page,
    close: () => (closing ??= close()),
    takeTroubles: () => troubles.splice(0),
    async setOffset(ms) {
      offsetMs = ms;
      await context.addInitScript({ content: `globalThis.testClockOffset = ${ms};` });
      for (const open of closing === null ? context.pages() : []) {
        if (open.url().startsWith('http')) {
          await open.evaluate(moveClock, [ms, open.workers().length > 0] as [number, boolean]);
        }
      }
    },
  };
}
