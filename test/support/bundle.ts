import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { temporaryFolder } from './temporary-folder.ts';

/** A program of ours as one file that plain Node runs, gone when the test is over. */
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
