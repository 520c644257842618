import { defineConfig } from 'vitest/config';
import { moduleCache } from './vitest.config.ts';

/** Tests against real Helm, a real registry and the API server's own validation: `make verify-charts`. */
export default defineConfig({
  test: {
    include: ['test/{verify,conformance}/**/*.verify.ts'],
    // Files share a process: loading the modules again for each of them takes long.
    isolate: false,
    // By default one processor stays free, which on two means one file at a time.
    maxWorkers: '100%',
    experimental: moduleCache,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
