import { RequestError, UsageError } from '../../../../shared/errors.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { openCharts } from '../../open-charts.ts';
import { readSources, type Source } from '../render/read-sources.ts';
import type { CheckOptions } from './check.ts';
import type { convert as command } from './command.ts';
import { type Converted, convertSource, leftOut } from './convert.ts';
import { printConverted } from './print-converted.ts';
import { outputPaths, writeConverted } from './write-converted.ts';

/** Runs `infraforge convert`. */
export const run: Run<typeof command> = async (options, context) => {
  const { terminal } = context;
  const paths = [...options.files, ...options.filename];
  if (paths.length === 0) throw new UsageError('Name a file, a folder, or - for standard input');
  if (options.overwrite && options.out === undefined)
    throw new UsageError('--overwrite needs --out; without it, no file is written');
  const access = { ...context, recursive: options.recursive };
  const sources = await readSources(paths, access);
  const files = options.out === undefined ? undefined : outputPaths(options.out, sources, options.overwrite);
  const platforms = await readSources(options.platform, access);
  const charts = await openCharts(options, context);
  let isComplete = true;
  const documents: string[] = [];
  for (const [index, source] of sources.entries()) {
    const found = await convertOrRefuse(source, { platforms, charts });
    for (const converted of found) terminal.complain(printConverted(source.name, converted));
    isComplete &&= found.every(
      ({ documents, notes }) => documents.length > 0 && !notes.some((note) => note.needsAction),
    );
    const texts = found.flatMap((converted) => converted.documents);
    if (files === undefined) documents.push(...texts);
    else if (texts.length > 0) terminal.complain(await writeConverted(files[index]!, texts));
  }
  if (documents.length > 0) terminal.print(documents.join('---\n').trimEnd());
  return isComplete ? exitCodes.done : exitCodes.refused;
};

/** Converts the requests of a file; a file that cannot be parsed is reported like a request that cannot be converted. */
async function convertOrRefuse(source: Source, options: CheckOptions): Promise<Converted[]> {
  try {
    return await convertSource(source, options);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return [leftOut('File', error)];
  }
}
