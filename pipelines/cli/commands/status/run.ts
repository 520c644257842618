import { kratixKinds } from '../../../../shared/kratix/contract.ts';
import type { Environment } from '../../../../shared/kratix/environment.ts';
import { registryAccess } from '../../../charts/chart-edges.ts';
import { readLock } from '../../../charts/charts.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { readApplications } from '../../../cluster/operate/applications.ts';
import {
  type ChartsRow,
  chartRegistries,
  compareRegistry,
} from '../../../cluster/operate/chart-registries.ts';
import { type Verdict, worst } from '../../../cluster/operate/finding.ts';
import {
  isSelective,
  type RequestObject,
  readRequests,
  selectRequests,
} from '../../../cluster/operate/requests.ts';
import type { GitOpsObjects } from '../../../cluster/operate/synced.ts';
import type { WorkPlacementObject } from '../../../cluster/operate/written.ts';
import { promisesFolder } from '../../built-in.ts';
import type { Run } from '../../define-command.ts';
import { exitCodeOfVerdict } from '../../exit-codes.ts';
import { printJson } from '../../print-json.ts';
import type { Terminal } from '../../terminal.ts';
import type { status as command } from './command.ts';
import { showCharts } from './show-charts.ts';
import { type RequestRow, showRequests, statusRows, summarizeVerdicts, verdictOf } from './status.ts';

/** Everything that the registries are asked with. */
interface RegistryContext {
  readonly cluster: Cluster;
  /** Folder with charts.lock. */
  readonly promises: string;
  readonly environment: Environment;
}

/** Runs `infraforge status`. */
export const run: Run<typeof command> = async (options, { connect, terminal, environment, ...files }) => {
  const cluster = await connect(options);
  terminal.progress('Asking the cluster');
  const [all, found] = await Promise.all([readRequests(cluster), readGitOpsObjects(cluster)]);
  const rows = statusRows(selectRequests(all, options), found);
  terminal.progress('Asking the registries');
  const promises = promisesFolder(files);
  const charts = isSelective(options) ? [] : await askRegistries(all, { cluster, promises, environment });
  const verdicts = [...rows.map(verdictOf), ...charts.flatMap(chartVerdicts)];
  const verdict = worst(verdicts);
  if (options.json) terminal.print(printJson({ verdict, requests: rows, charts }), verdict);
  else print({ rows, charts }, terminal);
  return exitCodeOfVerdict(verdict);
};

/** Reads the Applications of Argo CD and the WorkPlacements of Kratix. @throws ClusterError */
export async function readGitOpsObjects(cluster: Cluster): Promise<GitOpsObjects> {
  const [applications, placements] = await Promise.all([readApplications(cluster), readPlacements(cluster)]);
  return { applications, placements };
}

function readPlacements(cluster: Cluster): Promise<readonly WorkPlacementObject[]> {
  return cluster.list<WorkPlacementObject>(kratixKinds.workPlacement);
}

async function askRegistries(
  requests: readonly RequestObject[],
  { cluster, promises, environment }: RegistryContext,
): Promise<ChartsRow[]> {
  const [lock, access] = await Promise.all([readLock(promises), registryAccess(environment)]);
  return Promise.all(
    chartRegistries(requests).map((registry) => compareRegistry(registry, { lock, access, cluster })),
  );
}

function print(
  { rows, charts }: { rows: readonly RequestRow[]; charts: readonly ChartsRow[] },
  terminal: Terminal,
): void {
  if (rows.length === 0) terminal.print('No requests yet; "infraforge list" shows the available kinds');
  else showRequests(rows, terminal);
  for (const row of charts) {
    terminal.print('');
    showCharts(row, terminal);
  }
  terminal.print(`\n${summarizeVerdicts('request', rows.map(verdictOf))}`);
  for (const row of charts) terminal.print(summarizeVerdicts('chart', chartVerdicts(row)));
}

function chartVerdicts({ charts }: ChartsRow): Verdict[] {
  return charts.map(({ state }) => state.verdict);
}
