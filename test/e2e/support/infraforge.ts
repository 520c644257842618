import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../cluster/place.ts';
import type { Scenario } from './scenario.ts';

/** Result of a command. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** Runs the infraforge command on the cluster. */
export function infraforge({ platform }: Scenario, ...args: readonly string[]): Promise<Ended> {
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
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    );
  });
}
