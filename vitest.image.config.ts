import { defineConfig } from 'vitest/config';
import { moduleCache } from './vitest.config.ts';

/** Tests of the image as a container: `make verify-image`. */
export default defineConfig({
  test: {
    include: ['test/image/**/*.verify.ts'],
    globalSetup: ['test/image/setup.ts'],
    experimental: moduleCache,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // one after the other, so that figures are those of a free processor
    fileParallelism: false,
  },
});
