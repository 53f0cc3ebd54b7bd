import { defineConfig } from 'vitest/config';

/** The tests in a browser, run by `npm run test:browser`: they need Chromium and take longer than the others may. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    reporters: ['verbose'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    fileParallelism: false,
    expect: { poll: { timeout: 45_000 } },
  },
});
