import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What `test/verify/build-tools.sh` builds. */
export type Tool =
  | 'helm4'
  | 'helm3'
  | 'registry'
  | 'render'
  | 'crds'
  | 'policies'
  | 'kind-config'
  | 'actionlint';

export type HelmVersion = 4 | 3;

/** What a program answered. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The path of a program. @throws Error naming the script, where it is not built */
export function toolPath(tool: Tool): string {
  const path = join(root, '.cache/tools', tool);
  if (!existsSync(path)) throw new Error(`${path} is missing: run test/verify/build-tools.sh`);
  return path;
}

/** Real Helm, with a home of its own: nothing of the user's plugins, repositories or logins plays a part. */
export function helm(version: HelmVersion, args: readonly string[]): Run {
  const home = join(root, '.cache/helm-home');
  const environment = { PATH: process.env['PATH'], HOME: home, HELM_CACHE_HOME: join(home, 'cache') };
  return run(version === 4 ? 'helm4' : 'helm3', args, { env: environment });
}

/**
 * Asks one of the batch programs: a line of JSON for each question, one for each answer.
 * @throws Error where the program itself fails
 */
export function ask<Answer>(tool: Tool, args: readonly string[], questions: readonly object[]): Answer[] {
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { status, stdout, stderr } = run(tool, args, { input });
  // 2 says that something was refused, which is an answer
  if (status !== 0 && status !== 2) throw new Error(`${tool} ${args.join(' ')} failed: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
}

/** Runs one of the programs to its end. */
export function run(tool: Tool, args: readonly string[], options: object = {}): Run {
  const { error, ...result } = spawnSync(toolPath(tool), args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    ...options,
  });
  if (error) throw error;
  return result;
}
