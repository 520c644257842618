// Bundles a module of the project into .cache/build, for the scripts here that run before there is a dist/.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Bundles one module of the project, its packages left outside, and imports it. */
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
  // The query makes a module that was imported before this call load again.
  return import(`${pathToFileURL(outfile).href}?${process.hrtime.bigint()}`);
}

/** Runs a step of a script; prints the problems of a file that a person has to change without a stack, and ends. */
export async function reportProblems(step) {
  try {
    return await step();
  } catch (error) {
    if (error.name !== 'RequestError') throw error;
    for (const { message } of error.problems) console.error(message);
    process.exit(1);
  }
}
