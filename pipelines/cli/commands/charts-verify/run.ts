import { changedChartMessage } from '../../../../shared/chart-files/charts-lock.ts';
import { type ChartDifference, verifyCharts } from '../../../charts/charts.ts';
import { type Verdict, worst } from '../../../cluster/operate/finding.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { openRepository } from '../../open-repository.ts';
import { printJson } from '../../print-json.ts';
import type { Terminal } from '../../terminal.ts';
import type { chartsVerify as command } from './command.ts';

/** Runs `infraforge charts verify`. */
export const run: Run<typeof command> = async (
  { registry, plainHttp, released, promises, json },
  { terminal, environment },
) => {
  const repository = registry === undefined ? {} : await openRepository({ registry, plainHttp }, environment);
  const differences = await verifyCharts(promises, { released, ...repository });
  const verdict = worst(
    differences.map(({ failure }): Verdict => (failure === undefined ? 'refused' : 'waiting')),
  );
  if (json) terminal.print(printJson({ verdict, differences }), verdict);
  else print(differences, { registry, terminal });
  return exitCodeOfVerdict(verdict);
};

function print(
  differences: readonly ChartDifference[],
  { registry, terminal }: { registry: string | undefined; terminal: Terminal },
): void {
  const { paint } = terminal;
  for (const difference of differences) {
    const sign = difference.failure === undefined ? paint('red', '✗') : paint('yellow', '↻');
    terminal.print(`${sign} ${describe(difference)}`, 'refused');
  }
  const compared =
    registry === undefined ? 'The charts and charts.lock' : `The charts, charts.lock and ${registry}`;
  if (differences.length === 0) terminal.print(`${paint('green', '✓')} ${compared} agree`);
}

function describe({
  chart,
  between,
  first = 'nothing',
  second = 'nothing',
  version = '',
  hint,
  failure,
}: ChartDifference): string {
  if (failure !== undefined) return `${chart}: ${failure}`;
  if (hint === 'bump') return changedChartMessage({ name: chart, version });
  if (hint === 'release') {
    return `chart ${chart} version ${version} is not released; run infraforge charts push --release and commit charts.lock`;
  }
  const [one, other] = between === 'charts and lock' ? ['chart', 'charts.lock'] : ['charts.lock', 'registry'];
  const action = hint === 'generate' ? 'run make generate' : 'run infraforge charts push';
  return `${chart}: ${one} has ${first}, ${other} has ${second}; ${action}`;
}
