import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { temporaryFolder } from './temporary-folder.ts';

/** Bundles a program into one file that plain Node runs. The file is removed at the end of the test. */
export function bundle(program: URL): string {
  const outfile = join(temporaryFolder(), 'program.cjs');
  buildSync({
    entryPoints: [fileURLToPath(program)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  return outfile;
}
