import { defineConfig } from 'vitest/config';

/** Modules that have not changed since the last run are not transformed again. */
export const moduleCache = { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' };

/** Tests that need nothing but Node: `make test`. */
export default defineConfig({
  test: {
    include: ['{promises,pipelines,shared,test}/**/*.test.ts'],
    setupFiles: ['test/support/same-process.ts'],
    // Files share a process: loading the modules again for each of them would take longer than their tests.
    isolate: false,
    // By default one processor stays free, which on two means one file at a time.
    maxWorkers: '100%',
    // Each processor has a worker: threads of the garbage collector would only compete with them.
    execArgv: ['--single-threaded-gc', '--max-semi-space-size=64'],
    experimental: moduleCache,
    // By default every test above 300 ms has a line of its own, which are hundreds.
    slowTestThreshold: 3_000,
    // Limits for a hanging test: beside other work, the slowest take several times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Measured only by `make coverage`. Commands that run as processes of their own do not count.
    coverage: {
      include: ['{promises,pipelines,shared}/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'text-summary'],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
    },
  },
});
