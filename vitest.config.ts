import { defineConfig } from 'vitest/config';

/** They replace modules, which must not be there before and must be gone afterwards. */
const replacingModules = [
  'test/classify/remote-bounded-work.test.ts',
  'test/commands/doctor.test.ts',
  'test/intake/bounded-work.test.ts',
  'test/privacy/bounded-work.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/shared-broker.ts', 'test/support/shared-postgres.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: ['test/chaos/**', 'test/e2e/**', ...replacingModules],
          // Loading what a file needs takes longer than most files: those of a worker share it.
          isolate: false,
          ...limits(),
        },
      },
      { test: { name: 'alone', include: replacingModules, ...limits() } },
    ],
  },
});

function limits() {
  return {
    setupFiles: ['test/support/fixed-seed.ts'],
    // Real brokers and processes on small machines: a limit that only a hang reaches. Speed is measured by `npm run bench`.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    teardownTimeout: 120_000, // a broker and a PostgreSQL stop
  };
}
