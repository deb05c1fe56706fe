import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/chaos/**', 'test/e2e/**'],
    globalSetup: ['test/support/shared-broker.ts', 'test/support/shared-postgres.ts'],
    // Real brokers and processes on small machines: a limit that only a hang reaches. Speed is measured by `npm run bench`.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
