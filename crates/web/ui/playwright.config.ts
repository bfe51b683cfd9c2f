import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

const ci = Boolean(process.env.CI);

/** End-to-end tests: a real browser, the real server, a real database. `docs/ui.md` says how to run them. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/traces',
  globalSetup: './e2e/support/server.ts',
  fullyParallel: true,
  // Tests wait for pages as much as they compute: one more than there are processors keeps these busy.
  workers: availableParallelism() + 1,
  forbidOnly: ci,
  // The whole suite must stay under a quarter of an hour on two processors.
  grepInvert: ci ? /@long/ : undefined,
  // A browser, a server and a database share two processors there: what passes the second time is told as flaky.
  retries: ci ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['html', { outputFolder: 'test-results/report', open: 'never' }]],
  use: {
    viewport: { width: 1280, height: 900 },
    locale: 'es-CO',
    timezoneId: 'Europe/Madrid',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
});
