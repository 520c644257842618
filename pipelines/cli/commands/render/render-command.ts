import { statSync } from 'node:fs';
import { UsageError } from '../../../../shared/errors.ts';
import type { Environment } from '../../../../shared/kratix/environment.ts';
import { type ChartOrigin, chartEdges } from '../../../charts/chart-edges.ts';
import type { Terminal } from '../../terminal.ts';
import { exitCodeOf, printRendered, printRenderedAsJson, printTally, type Tally } from './print-rendered.ts';
import { render } from './render.ts';

/** The options of `infraforge render`, as they are written. */
export interface RenderFlags extends ChartOrigin {
  readonly platform: readonly string[];
  readonly out: string;
  readonly json?: boolean;
}

/**
 * Renders the requests of some files and says what came of each.
 *
 * @param context.carried folder of the charts that the program carries
 * @returns the exit code
 * @throws UsageError where `--out` is something else than a folder
 */
export async function runRender(
  files: readonly string[],
  flags: RenderFlags,
  context: { terminal: Terminal; carried: string; environment: Environment },
): Promise<number> {
  const { terminal } = context;
  checkOut(flags.out);
  const start = performance.now();
  const charts = await chartEdges(flags, context);
  const tally: Tally = { delivered: 0, refused: 0, retry: 0 };
  let done = 0;
  for await (const rendered of render({ platforms: flags.platform, files, out: flags.out, charts })) {
    tally[rendered.outcome.outcome]++;
    terminal.print(flags.json ? printRenderedAsJson(rendered) : printRendered(rendered, terminal.paint));
    terminal.progress(`${++done} requests`);
  }
  if (!flags.json) terminal.print(printTally(tally, performance.now() - start));
  return exitCodeOf(tally);
}

function checkOut(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new UsageError(`--out "${folder}" is not a folder`);
}
