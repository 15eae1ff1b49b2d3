import { defineConfig } from '@playwright/test';

const GALLERY_PORT = 4174;

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  fullyParallel: true,
  workers: 2,
  reporter: 'line',
  timeout: 300_000,
  use: {
    baseURL: `http://localhost:${GALLERY_PORT}`,
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync'],
    },
  },
  webServer: {
    command: `npm run gallery -- ${GALLERY_PORT}`,
    port: GALLERY_PORT,
    reuseExistingServer: true,
  },
});
