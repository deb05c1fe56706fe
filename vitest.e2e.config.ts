import { defineConfig } from 'vitest/config';

/** A real browser: `npm run test:e2e`. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/support/shared-practice-api.ts'],
    // A browser on a small, busy machine: limits that only a hang reaches.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 180_000 } },
    maxWorkers: 1,
  },
});
