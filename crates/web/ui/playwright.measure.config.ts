import config from './playwright.config';

/** What is measured, not tested: `npm run measure` prints figures and fails only where nothing could be measured. */
export default { ...config, testDir: 'measure', workers: 1, timeout: 180_000, reporter: 'list' as const };
