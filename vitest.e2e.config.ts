import { defineConfig } from 'vitest/config';
import { moduleCache } from './vitest.config.ts';

/** Number of scenario files that run at the same time. */
const maxWorkers = Number(process.env['E2E_WORKERS'] ?? 4);

/** Limits for a hanging scenario: each wait has a shorter one of its own. */
const shared = {
  // Files share a process: loading the modules again for each of them takes processor time from the cluster.
  isolate: false,
  testTimeout: 900_000,
  hookTimeout: 900_000,
  disableConsoleIntercept: true,
  experimental: moduleCache,
};

/** End-to-end scenarios on a cluster: `make e2e`, through test/e2e/run.sh. Files run in any order. */
export default defineConfig({
  test: {
    globalSetup: ['test/e2e/support/global-setup.ts'],
    projects: [
      {
        test: { ...shared, name: 'together', include: ['test/e2e/scenarios/*.e2e.ts'], maxWorkers },
      },
      {
        // these disturb others, measure, or look at the whole platform: one at a time
        test: {
          ...shared,
          name: 'alone',
          include: ['test/e2e/scenarios/alone/*.e2e.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // these start given operators, which would look after the others' objects as well
        test: {
          ...shared,
          name: 'operators',
          include: ['test/e2e/scenarios/operators/*.e2e.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // these measure for minutes: only on request
        test: {
          ...shared,
          name: 'measure',
          include: process.env['E2E_APPLICATIONS'] ? ['test/e2e/measure/*.e2e.ts'] : [],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // this looks through everything that the run has left
        test: {
          ...shared,
          name: 'last',
          include: ['test/e2e/scenarios/last/*.e2e.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
