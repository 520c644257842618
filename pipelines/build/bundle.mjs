// Bundles a module of the project into .cache/build, for scripts that run before dist/ exists.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Root folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Bundles a module of the project without its packages, and imports it. */
export async function importModule(path) {
  const outfile = join(root, '.cache', 'build', path.replace(/\.ts$/, '.mjs'));
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  // Without a new query, Node returns the module that it imported before.
  return import(`${pathToFileURL(outfile).href}?${process.hrtime.bigint()}`);
}

/** Runs a step of a script. For a RequestError, prints its problems without a stack trace and exits with 1. */
export async function reportProblems(step) {
  try {
    return await step();
  } catch (error) {
    if (error.name !== 'RequestError') throw error;
    for (const { message } of error.problems) console.error(message);
    process.exit(1);
  }
}
