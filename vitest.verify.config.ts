import { defineConfig } from 'vitest/config';

/** Tests against real Helm, a real registry and the API server's own validation: `make verify-charts`. */
export default defineConfig({
  test: {
    include: ['test/{verify,conformance}/**/*.verify.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
