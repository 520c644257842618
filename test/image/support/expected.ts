import { join } from 'node:path';
import { carriedCharts } from '../../../pipelines/configure/carried-charts.ts';
import { configure } from '../../../pipelines/configure/configure.ts';
import { failedOutcome } from '../../../shared/kratix/outcome.ts';
import { writeOutcome } from '../../../shared/kratix/write-outcome.ts';
import { type Case, edgesOf, projectFolder, readInput } from '../../support/cases.ts';
import { readTree } from '../../support/read-tree.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Reports whether a problem of a case is a chart that was not found: its message names the place that was searched. */
export function isChartNotFound({ expected }: Case): boolean {
  return /Chart .* not found in/.test(readTree(expected)['metadata/status.yaml'] ?? '');
}

/**
 * Returns the files that a container must write for a case: its golden files, or the result of configure() with the
 * carried charts if a chart is not found.
 */
export async function expectedOf(oneCase: Case): Promise<Readonly<Record<string, string>>> {
  if (!isChartNotFound(oneCase)) return readTree(oneCase.expected);
  const charts = carriedCharts(join(projectFolder, 'dist', 'charts'));
  const outcome = await configure(readInput(oneCase), { ...edgesOf(oneCase), charts }).catch(failedOutcome);
  const folder = temporaryFolder();
  writeOutcome({ input: '', output: join(folder, 'output'), metadata: join(folder, 'metadata') }, outcome);
  return readTree(folder);
}
