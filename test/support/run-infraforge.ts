import { join } from 'node:path';
import { runProgram } from '../../pipelines/cli/program.ts';
import { createTerminal } from '../../pipelines/cli/terminal.ts';
import type { Cluster } from '../../pipelines/cluster/cluster.ts';
import type { ClusterFlags } from '../../pipelines/cluster/connect-cluster.ts';
import { projectFolder } from './cases.ts';

/** Output and exit code of a command. */
export interface Run {
  readonly code: number;
  /** One entry for each call, which may hold several lines. */
  readonly printed: readonly string[];
  readonly complaints: readonly string[];
}

const builtInFolders = {
  charts: 'dist/charts',
  platform: 'kind/platform',
  promises: 'promises',
  templates: 'pipelines/cli/commands/new-promise/templates',
};

/**
 * Runs the `infraforge` command in this process, as if it were `dist/infraforge.mjs` of the project.
 *
 * @param input standard input
 * @param connect returns the cluster that the flags name
 */
export async function runInfraforge(
  args: readonly string[],
  input = '',
  connect?: (flags: ClusterFlags) => Cluster,
): Promise<Run> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const silent = { write: () => true };
  const terminal = createTerminal({
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    stdout: silent,
    stderr: silent,
    environment: {},
  });
  const code = await runProgram(args, {
    terminal,
    folder: join(projectFolder, 'dist'),
    builtIn: (folder) => join(projectFolder, builtInFolders[folder]),
    environment: { DOCKER_CONFIG: '/no/such/folder' },
    readInput: async () => input,
    connect: async (flags) => {
      if (connect === undefined) throw new Error('this run has no cluster');
      return connect(flags);
    },
    sleep: async () => undefined,
    untilStopped: () => Promise.resolve(),
  });
  return { code, printed, complaints };
}
