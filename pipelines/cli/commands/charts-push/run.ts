import { packageCharts, pushCharts, recordRelease } from '../../../charts/charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { openRepository } from '../../open-repository.ts';
import { printJson } from '../../print-json.ts';
import type { chartsPush as command } from './command.ts';

/** Runs `infraforge charts push`. */
export const run: Run<typeof command> = async (flags, { terminal, environment }) => {
  const repository = await openRepository(flags, environment);
  const charts = await packageCharts(flags.promises);
  for (const chart of await pushCharts(charts, { ...repository, replace: flags.replace })) {
    const { name, version, digest, result } = chart;
    const sign = result === 'unchanged' ? terminal.paint('dim', '=') : terminal.paint('green', '✓');
    const line = `${sign} ${flags.registry}/${name}:${version}  ${result}  ${terminal.paint('dim', digest)}`;
    terminal.print(flags.json ? printJson({ name, version, digest, result }) : line);
  }
  if (flags.release) await recordRelease(flags.promises);
  return exitCodes.done;
};
