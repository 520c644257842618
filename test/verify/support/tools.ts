import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goCollection } from '../../support/go-collection.ts';

/** Folder of the project. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Programs that `test/verify/build-tools.sh` builds. */
export type Tool =
  | 'helm4'
  | 'helm3'
  | 'registry'
  | 'render'
  | 'schemas'
  | 'crds'
  | 'policies'
  | 'cnpg'
  | 'eck'
  | 'kind-config'
  | 'actionlint';

export type HelmVersion = 4 | 3;

/** Result of a program. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Returns the path of a program. @throws Error that names the script if the program is not built */
export function toolPath(tool: Tool): string {
  const path = join(root, '.cache/tools', tool);
  if (!existsSync(path)) throw new Error(`${path} is missing: run test/verify/build-tools.sh`);
  return path;
}

/** Runs real Helm with a separate home, without the plugins, repositories and logins of the user. */
export function helm(version: HelmVersion, args: readonly string[]): Run {
  const home = join(root, '.cache/helm-home');
  const env = { PATH: process.env['PATH'], HOME: home, HELM_CACHE_HOME: join(home, 'cache') };
  return run(version === 4 ? 'helm4' : 'helm3', args, { env });
}

/**
 * Asks a batch program: one line of JSON for each question and each answer.
 * @throws Error if the program fails
 */
export function ask<Answer>(tool: Tool, args: readonly string[], questions: readonly object[]): Answer[] {
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { status, stdout, stderr } = run(tool, args, { input });
  // exit code 2 means that something was refused, which is not a failure
  if (status !== 0 && status !== 2) throw new Error(`${tool} ${args.join(' ')} failed: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}

/** Runs a program and waits until it exits. */
export function run(
  tool: Tool,
  args: readonly string[],
  { input = '', env = process.env }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Run {
  const { error, ...result } = spawnSync(toolPath(tool), args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    input,
    env: { ...env, GOGC: goCollection },
  });
  if (error) throw error;
  return result;
}
