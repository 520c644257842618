import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockCharts } from '../../../../shared/chart-files/charts-lock.ts';
import { NotInstalledError, UsageError } from '../../../../shared/errors.ts';
import type { ChartSource } from '../../../../shared/helm/chart.ts';
import { makeFolder } from '../../../../shared/kratix/volumes.ts';
import { registryCharts } from '../../../../shared/oci/chart-source.ts';
import { applicationChart } from '../../../../shared/promise/vocabulary.ts';
import { redirectedCharts } from '../../../charts/chart-edges.ts';
import { packageCharts, pushCharts } from '../../../charts/charts.ts';
import { startRegistry } from '../../../stand-in/embedded-registry.ts';
import { GitStateStore } from '../../../stand-in/kratix/git-state-store.ts';
import { LocalPlatform } from '../../../stand-in/local/local-platform.ts';
import type { Run } from '../../define-command.ts';
import { exitCodes } from '../../exit-codes.ts';
import { withFileErrors } from '../../file-error.ts';
import type { Terminal } from '../../terminal.ts';
import type { demo as command } from './command.ts';
import { printDuration } from './demo-print.ts';
import { readDemoRequests, withOneMoreReplica } from './demo-requests.ts';
import {
  applyExamples,
  changeOneField,
  heading,
  runAgain,
  type Stage,
  showDeletion,
  showRefusal,
  showRelease,
  showTenants,
} from './demo-scenes.ts';

/** File that marks a folder of an earlier demo, which the demo may empty. */
const markerFile = '.infraforge-demo';

/** Runs `infraforge demo`, scene by scene. An unexpected result ends the demo with an error. */
export const run: Run<typeof command> = async (flags, { terminal, untilStopped }) => {
  const start = performance.now();
  const { examples, application } = readDemoRequests(flags.promises);
  checkGit();
  await withFileErrors('write', `write to "${flags.dir}"`, () => prepareFolder(flags.dir));
  const registry = await startRegistry();
  try {
    const { print, paint } = terminal;
    print(
      `${paint('bold', 'InfraForge')} turns short requests into Helm values and Argo CD Applications in Git`,
    );
    print(paint('dim', `All files are written to ${flags.dir}`));
    const repository = `${registry.url}/charts`;
    const charts = await publishCharts(flags.promises, { terminal, repository });
    const store = await GitStateStore.open(resolve(flags.dir, 'state-store'));
    const stage: Stage = { terminal, store, platform: new LocalPlatform({ store, charts: { charts } }) };
    const delivered = await applyExamples(examples, stage, registry);
    showRelease(delivered[examples.indexOf(application)]!, stage);
    const changed = withOneMoreReplica(application);
    await changeOneField(changed, stage);
    await runAgain(examples.with(examples.indexOf(application), changed), stage);
    await showRefusal(stage);
    await showTenants(examples[0]!, stage);
    await showDeletion(changed, stage);
    print(`\n${paint('bold', `Done in ${printDuration(performance.now() - start)}`)}`);
    print(`  See the commits: git -C ${join(flags.dir, 'state-store')} log --stat`);
    if (flags.keepRunning) await keepRunning({ repository, charts, terminal, untilStopped });
    return exitCodes.done;
  } finally {
    await registry.close();
  }
};

/** @throws NotInstalledError without git */
function checkGit(): void {
  if (spawnSync('git', ['--version']).error === undefined) return;
  throw new NotInstalledError('The demo needs git; install it (https://git-scm.com/downloads) and try again');
}

/** Empties the folder of an earlier demo. @throws UsageError for any other folder with files */
function prepareFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, markerFile))) {
    throw new UsageError(
      `"${folder}" has files that are not from an earlier demo; name another folder with --dir`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  writeFileSync(
    join(folder, markerFile),
    'Created by `infraforge demo`, which empties this folder when it runs again.\n',
  );
}

async function publishCharts(
  promises: string,
  { terminal, repository }: { terminal: Terminal; repository: string },
): Promise<ChartSource> {
  heading('1. Publish the charts to a registry', terminal);
  const start = performance.now();
  const packaged = await packageCharts(promises);
  const pushed = await pushCharts(packaged, { repository });
  const duration = printDuration(performance.now() - start);
  terminal.print(`  This process runs an OCI registry: ${repository}`);
  terminal.print(`  Packaged and pushed in ${duration}: ${pushed.map(({ name }) => name).join(', ')}`);
  return redirectedCharts(registryCharts(), { repository, lock: lockCharts(packaged) });
}

async function keepRunning(options: {
  repository: string;
  charts: ChartSource;
  terminal: Terminal;
  untilStopped: () => Promise<void>;
}): Promise<void> {
  const { repository, charts } = options;
  const { print } = options.terminal;
  const { name, version } = await charts.resolveChart({ repository, name: applicationChart });
  print('\nThe registry keeps running until you press Ctrl-C. Try:');
  print(`  infraforge render --registry ${repository} --out out FILE…`);
  print(`  helm show values ${repository}/${name} --version ${version} --plain-http`);
  await options.untilStopped();
}
