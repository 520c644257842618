import { defineConfig } from 'vitest/config';
import { moduleCache } from './vitest.config.ts';

const shared = { experimental: moduleCache, testTimeout: 240_000, hookTimeout: 120_000 };
const measured = 'test/image/start.verify.ts';

/** Tests of the image as a container: `make verify-image`. */
export default defineConfig({
  test: {
    globalSetup: ['test/image/setup.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          include: ['test/image/**/*.verify.ts'],
          exclude: [measured],
          maxWorkers: 2,
        },
      },
      {
        // with nothing beside it, so that figures are those of a free processor
        test: { ...shared, name: 'alone', include: [measured], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
