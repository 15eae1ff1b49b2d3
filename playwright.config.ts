import { spawnSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';

const [chromium] = spawnSync('which', ['chromium', 'chromium-browser', 'google-chrome'], {
  encoding: 'utf8',
}).stdout.split('\n');
if (!chromium) throw new Error('the browser tests need Chromium on the PATH');

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: {
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
        // A name that is no localhost: what is served there is no secure context.
        '--host-resolver-rules=MAP relay.test 127.0.0.1',
      ],
    },
  },
});
