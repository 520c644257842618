import { type ChartDifference, verifyCharts } from '../../../charts/charts.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { openRepository } from '../../open-repository.ts';
import type { chartsVerify as command } from './command.ts';

/** Runs `infraforge charts verify`. */
export const run: Run<typeof command> = async (
  { registry, plainHttp, promises },
  { terminal, environment },
) => {
  const repository =
    registry === undefined ? undefined : await openRepository({ registry, plainHttp }, environment);
  const differences = await verifyCharts(promises, repository);
  for (const difference of differences) {
    terminal.print(`${terminal.paint('red', '✗')} ${describe(difference)}`);
  }
  const places = registry === undefined ? 'Charts and lock' : `Charts, lock and ${registry}`;
  if (differences.length === 0) terminal.print(`${terminal.paint('green', '✓')} ${places} agree`);
  if (differences.some(({ failure }) => failure === undefined)) return exitCodes.refused;
  return differences.length === 0 ? exitCodes.done : exitCodes.retry;
};

function describe({
  chart,
  between,
  first = 'nothing',
  second = 'nothing',
  failure,
}: ChartDifference): string {
  if (failure !== undefined) return `${chart}: ${failure}`;
  const [one, other] = between.split(' and ');
  const cure = between === 'charts and lock' ? 'run make generate' : 'run infraforge charts push';
  return `${chart}: the ${one} say ${first}, the ${other} ${second}: ${cure}`.replace(
    'the lock say',
    'the lock says',
  );
}
