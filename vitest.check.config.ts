import { defineConfig } from 'vitest/config';
import { moduleCache } from './vitest.config.ts';

/** Tests that run the tools of authors and their editors over whole projects: part of `make check`. */
export default defineConfig({
  test: {
    include: ['test/check/**/*.check.ts'],
    maxWorkers: '100%',
    experimental: moduleCache,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
