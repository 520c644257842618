import manifest from '../../../../package.json' with { type: 'json' };
import { readCarriedLock } from '../../../configure/carried-charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tableLines } from '../../table.ts';
import type { version as command } from './command.ts';

/** Runs `infraforge version`. */
export const run: Run<typeof command> = async ({ json }, { terminal, builtIn }) => {
  const lock = Object.entries(readCarriedLock(builtIn('charts')));
  const charts = Object.fromEntries(lock.map(([name, { version }]) => [name, version]));
  const versions = { infraforge: manifest.version, node: process.version.slice(1) };
  if (json) terminal.print(JSON.stringify({ ...versions, charts }));
  else for (const line of tableLines(Object.entries({ ...versions, ...charts }))) terminal.print(line);
  return exitCodes.done;
};
