import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../../shared/kratix/environment.ts';
import { checkRegistryFlag, registryAccess } from '../../../charts/chart-edges.ts';
import {
  type ChartDifference,
  type ChartsRepository,
  packageCharts,
  pushCharts,
  verifyCharts,
} from '../../../charts/charts.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Terminal } from '../../terminal.ts';

/** What the commands below are given. */
export interface ChartsContext {
  readonly terminal: Terminal;
  /** Folder of the Promises, whose charts these are. */
  readonly promises: string;
  readonly environment: Environment;
}

/** Where charts are published, as it is written on the command line. */
export interface RegistryFlags {
  readonly registry: string;
  readonly plainHttp?: boolean;
}

/** `infraforge charts package`: one archive for each chart. */
export async function runPackage({ out }: { out: string }, context: ChartsContext): Promise<number> {
  const charts = await packageCharts(context.promises);
  await mkdir(out, { recursive: true });
  for (const { name, version, archive, digest } of charts) {
    const file = join(out, `${name}-${version}.tgz`);
    await writeFile(file, archive);
    context.terminal.print(`${file}  ${size(archive)}  ${context.terminal.paint('dim', digest)}`);
  }
  return exitCodes.done;
}

/** `infraforge charts push`: every chart under its version. */
export async function runPush(
  flags: RegistryFlags & { readonly replace?: boolean },
  { terminal, promises, environment }: ChartsContext,
): Promise<number> {
  const repository = await repositoryOf(flags, environment);
  const pushed = await pushCharts(await packageCharts(promises), {
    ...repository,
    replace: flags.replace ?? false,
  });
  for (const { name, version, digest, result } of pushed) {
    const sign = result === 'unchanged' ? terminal.paint('dim', '=') : terminal.paint('green', '✓');
    terminal.print(
      `${sign} ${flags.registry}/${name}:${version}  ${result}  ${terminal.paint('dim', digest)}`,
    );
  }
  return exitCodes.done;
}

/** `infraforge charts verify`: whether charts, lock and registry agree. A registry that does not answer is a retry. */
export async function runVerify(
  flags: Partial<RegistryFlags>,
  { terminal, promises, environment }: ChartsContext,
): Promise<number> {
  const { registry, plainHttp = false } = flags;
  const repository =
    registry === undefined ? undefined : await repositoryOf({ registry, plainHttp }, environment);
  const differences = await verifyCharts(promises, repository);
  for (const difference of differences)
    terminal.print(`${terminal.paint('red', '✗')} ${describe(difference)}`);
  const places = registry === undefined ? 'Charts and lock' : `Charts, lock and ${registry}`;
  if (differences.length === 0) terminal.print(`${terminal.paint('green', '✓')} ${places} agree`);
  if (differences.some(({ failure }) => failure === undefined)) return exitCodes.refused;
  return differences.length === 0 ? exitCodes.done : exitCodes.retry;
}

async function repositoryOf(
  { registry, plainHttp }: RegistryFlags,
  environment: Environment,
): Promise<ChartsRepository> {
  checkRegistryFlag(registry);
  const plain = plainHttp === true ? { plainHTTP: true } : {};
  return { repository: registry, ...plain, ...(await registryAccess(environment)) };
}

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

function size(bytes: Uint8Array): string {
  return `${(bytes.length / 1024).toFixed(1)} KiB`;
}
