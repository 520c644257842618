import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { completion as command } from './command.ts';
import { completionScript } from './completion-script.ts';

/** Runs `infraforge completion`. */
export const run: Run<typeof command> = async ({ shell }, { terminal, commands }) => {
  terminal.print(completionScript(shell, commands));
  return exitCodes.done;
};
