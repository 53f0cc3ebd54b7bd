import { defineConfig } from 'vitest/config';

const report = process.env.VITEST_REPORT ?? '';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Two cores are what the project promises to be quick on.
    maxWorkers: 2,
    // Files share what they import, which is most of what they cost; none of them changes a module.
    isolate: false,
    testTimeout: 15_000,
    // Where VITEST_REPORT names a file, the counts are written there, too.
    reporters: report === '' ? ['default'] : ['default', ['json', { outputFile: report }]],
    // Without this vitest can load graphql twice, as ESM and as CommonJS, and its instanceof checks fail.
    server: { deps: { inline: [] } },
  },
  resolve: {
    alias: [
      // Tests run from the sources; nothing has to be built first.
      {
        find: /^getty-images-simulator$/,
        replacement: new URL('./simulator/src/index.ts', import.meta.url).pathname,
      },
      {
        find: /^graphql$/,
        replacement: new URL('./node_modules/graphql/index.js', import.meta.url).pathname,
      },
    ],
  },
});
