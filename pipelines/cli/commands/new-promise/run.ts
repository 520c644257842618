import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { newPromise as command } from './command.ts';
import { newPromise } from './new-promise.ts';

/** Runs `infraforge new-promise`. */
export const run: Run<typeof command> = async ({ name, ...options }, { terminal, builtIn }) => {
  const { files, next } = await newPromise(name, { ...options, templates: builtIn('templates') });
  for (const file of files) terminal.print(`${terminal.paint('green', '✓')} ${file}`);
  terminal.print(`\n${next}`);
  return exitCodes.done;
};
