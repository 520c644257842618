import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../../shared/errors.ts';
import { chartEdges } from '../../../charts/chart-edges.ts';
import type { Run } from '../../define-command.ts';
import type { render as command } from './command.ts';
import { exitCodeOf, printRendered, printRenderedAsJson, printTally, type Tally } from './print-rendered.ts';
import { render } from './render.ts';

/** Runs `infraforge render`. */
export const run: Run<typeof command> = async (flags, { terminal, environment, folder }) => {
  checkOut(flags.out);
  const start = performance.now();
  const charts = await chartEdges(flags, { environment, carried: join(folder, 'charts') });
  const tally: Tally = { delivered: 0, refused: 0, retry: 0 };
  let done = 0;
  for await (const rendered of render({
    platforms: flags.platform,
    files: flags.files,
    out: flags.out,
    charts,
  })) {
    tally[rendered.outcome.outcome]++;
    terminal.print(flags.json ? printRenderedAsJson(rendered) : printRendered(rendered, terminal.paint));
    terminal.progress(`${++done} requests`);
  }
  if (!flags.json) terminal.print(printTally(tally, performance.now() - start));
  return exitCodeOf(tally);
};

function checkOut(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new UsageError(`--out "${folder}" is not a folder`);
}
