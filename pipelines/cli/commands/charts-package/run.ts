import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageCharts } from '../../../charts/charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withFileErrors } from '../../file-error.ts';
import { printJson } from '../../print-json.ts';
import type { chartsPackage as command } from './command.ts';

/** Runs `infraforge charts package`. */
export const run: Run<typeof command> = async ({ out, promises, json }, { terminal }) => {
  const charts = await packageCharts(promises);
  await withFileErrors('write', `write to "${out}"`, () => mkdir(out, { recursive: true }));
  for (const { name, version, archive, digest } of charts) {
    const file = join(out, `${name}-${version}.tgz`);
    await withFileErrors('write', `write "${file}"`, () => writeFile(file, archive));
    const line = `${file}  ${size(archive)}  ${terminal.paint('dim', digest)}`;
    terminal.print(json ? printJson({ name, version, file, bytes: archive.length, digest }) : line);
  }
  return exitCodes.done;
};

function size(bytes: Uint8Array): string {
  return `${(bytes.length / 1024).toFixed(1)} KiB`;
}
