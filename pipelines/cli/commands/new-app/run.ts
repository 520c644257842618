import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { checkNotExisting, withFileErrors } from '../../file-error.ts';
import { openCharts } from '../../open-charts.ts';
import type { newApp as command } from './command.ts';
import { newApp } from './new-app.ts';

/** Runs `infraforge new-app`. */
export const run: Run<typeof command> = async (options, context) => {
  const { terminal } = context;
  const files = await newApp(options, await openCharts({}, context));
  const folder = options.out ?? options.name;
  const paths = Object.keys(files).map((name) => join(folder, name));
  checkNotExisting(paths, 'use another folder with --out');
  await withFileErrors('write', `write to "${folder}"`, async () => {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files))
      await writeFile(join(folder, name), text, { flag: 'wx' });
  });
  for (const path of paths) terminal.print(`${terminal.paint('green', '✓')} ${path}`);
  terminal.print(`\nNext: read ${join(folder, 'README.md')}`);
  return exitCodes.done;
};
