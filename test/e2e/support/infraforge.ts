import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../cluster/layout.ts';
import type { Scenario } from './scenario.ts';

/** Result of a command. */
export interface CommandResult {
  readonly code: number;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** Runs the infraforge command on the cluster, and returns its result, whatever its exit code. */
export function infraforge({ platform }: Scenario, ...args: readonly string[]): Promise<CommandResult> {
  const { kubeconfig, context, folder } = platform.cluster;
  // the built cluster has a dist/ of its own, which no other build replaces
  const program = join(process.env['E2E_WORK'] ?? root, 'dist/infraforge.mjs');
  const access = ['--kubeconfig', kubeconfig, ...(context ? ['--context', context] : [])];
  const all = [program, ...args, ...access];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      all,
      { env: { PATH: process.env['PATH'], HOME: folder } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
