import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/chaos/**', 'test/e2e/**'],
    setupFiles: ['test/support/fixed-seed.ts'],
    globalSetup: ['test/support/shared-broker.ts', 'test/support/shared-postgres.ts'],
    // Real brokers and processes on small machines: a limit that only a hang reaches. Speed is measured by `npm run bench`.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    teardownTimeout: 120_000, // a broker and a PostgreSQL stop
    maxWorkers: 2,
  },
});
