import { spawnSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

const [chromium] = spawnSync('which', ['chromium', 'chromium-browser', 'google-chrome'], {
  encoding: 'utf8',
}).stdout.split('\n');
if (!chromium) throw new Error('the browser tests need Chromium on the PATH');

const GALLERY_PORT = Number(process.env['GALLERY_PORT'] ?? 4174);

const WITHOUT = [
  // What a test hands to the browser in the relay's name comes from no address that it would know as local.
  'LocalNetworkAccessChecks',
  'LocalNetworkAccessChecksWebSockets',
  // Nobody types an address: the list below it would be drawn for each page, which takes as long as the page itself.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

export default defineConfig({
  outputDir: '../test-results',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // Each test has a browser context, and a relay where it needs one, of its own; one alone leaves half of two cores idle.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: {
    actionTimeout: 20_000,
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--disable-features=${WITHOUT.join(',')}`,
        // A name that is no localhost: what is served there is no secure context.
        '--host-resolver-rules=MAP relay.test 127.0.0.1',
      ],
    },
  },
  projects: [
    // The production build, a relay, and people with browsers of their own.
    { name: 'stories', testDir: 'e2e' },
    // Every screen over a vault that is not there.
    {
      name: 'screens',
      testDir: 'ui',
      use: {
        baseURL: `http://localhost:${GALLERY_PORT}`,
        locale: 'en-GB',
        timezoneId: 'Europe/Paris',
        contextOptions: { reducedMotion: 'reduce' },
      },
    },
  ],
  webServer: {
    command: `npm run gallery -- ${GALLERY_PORT}`,
    port: GALLERY_PORT,
    // What answers there may be the gallery of another checkout.
    reuseExistingServer: false,
  },
});
