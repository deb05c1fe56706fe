import { defineConfig } from 'vitest/config';

/** In a real browser; apart from `npm test`, which no browser is needed for. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/support/shared-postgres.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 1,
  },
});
