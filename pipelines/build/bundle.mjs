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
