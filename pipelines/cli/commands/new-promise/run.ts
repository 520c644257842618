import { join } from 'node:path';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { newPromise as command } from './command.ts';
import { newPromise } from './new-promise.ts';

/** Folder of the templates, from the root of the checkout. */
const templates = 'pipelines/cli/commands/new-promise/templates';

/** Runs `infraforge new-promise`. */
export const run: Run<typeof command> = async ({ name, promises }, { terminal, folder }) => {
  const { files, next } = await newPromise(name, { promises, templates: join(folder, '..', templates) });
  for (const file of files) terminal.print(`${terminal.paint('green', '✓')} ${file}`);
  terminal.print(`\n${next}`);
  return exitCodes.done;
};
