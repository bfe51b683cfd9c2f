import { defineConfig } from '@playwright/test';

const ci = Boolean(process.env.CI);

/** End-to-end tests: a real browser, the real server, a real database. `docs/ui.md` says how to run them. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/traces',
  globalSetup: './e2e/support/server.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: ci,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { outputFolder: 'test-results/report', open: 'never' }]],
  use: {
    viewport: { width: 1280, height: 900 },
    locale: 'es-CO',
    timezoneId: 'Europe/Madrid',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
});
