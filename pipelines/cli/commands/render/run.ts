import { statSync } from 'node:fs';
import { UsageError } from '../../../../shared/errors.ts';
import type { Run } from '../../define-command.ts';
import type { render as command } from './command.ts';
import { renderRequests } from './render-requests.ts';

/** Runs `infraforge render`. */
export const run: Run<typeof command> = async (options, context) => {
  checkOut(options.out);
  return renderRequests(options, context);
};

function checkOut(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new UsageError(`--out "${folder}" is not a folder`);
}
