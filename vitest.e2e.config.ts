import { defineConfig } from 'vitest/config';
import { InOrder } from './test/e2e/support/in-order.ts';

/** End-to-end tests on a real cluster: `make e2e`, by test/e2e/run.sh. One process, because all scenarios share one cluster. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    setupFiles: ['test/e2e/support/keep.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    isolate: false,
    disableConsoleIntercept: true,
  },
});
