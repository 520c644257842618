import { UsageError } from '../../../../shared/errors.ts';
import type { CommandContext, FlagOptions } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { openCharts } from '../../open-charts.ts';
import {
  printRendered,
  printRenderedAsJson,
  summarizeTally,
  type Tally,
  verdictOfRendered,
  verdictOfTally,
} from './print-rendered.ts';
import { readSources } from './read-sources.ts';
import { render } from './render.ts';
import type { requestFlags } from './request-flags.ts';

/** Files with requests, and where their results go. */
type RequestOptions = FlagOptions<typeof requestFlags> & {
  readonly files: readonly string[];
  /** Folder for the results; undefined: nothing is written. */
  readonly out: string | undefined;
};

/**
 * Renders the requests of some files, prints the result of each, and returns the exit code.
 *
 * @throws UsageError if no file is named
 * @throws FileError if a file or a chart cannot be read
 */
export async function renderRequests(options: RequestOptions, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const paths = [...options.files, ...options.filename];
  if (paths.length === 0) throw new UsageError('Name a file, a folder, or - for standard input');
  const start = performance.now();
  const charts = await openCharts(options, context);
  const access = { ...context, recursive: options.recursive };
  const files = await readSources(paths, access);
  const platforms = await readSources(options.platform, access);
  const tally: Tally = { delivered: 0, refused: 0, retry: 0 };
  let done = 0;
  for await (const rendered of render({ platforms, files, out: options.out, charts })) {
    tally[rendered.outcome.outcome]++;
    const text = options.json ? printRenderedAsJson(rendered) : printRendered(rendered, terminal.paint);
    terminal.print(text, verdictOfRendered(rendered));
    terminal.progress(`${++done} requests`);
  }
  if (!options.json) terminal.print(summarizeTally(tally, performance.now() - start), verdictOfTally(tally));
  return exitCodeOfVerdict(verdictOfTally(tally));
}
