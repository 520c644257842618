import { defineConfig } from 'vitest/config';

/** Tests in a real Backstage: `make backstage`, through test/backstage/run.sh. */
export default defineConfig({
  test: {
    include: ['test/backstage/**/*.portal.ts'],
    globalSetup: ['test/backstage/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    // all use one Backstage
    fileParallelism: false,
  },
});
