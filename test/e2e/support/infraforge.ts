import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { tool } from '../cluster/place.ts';
import type { Scenario } from './scenario.ts';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** Runs what was built for this run, as a person would, with kubectl on the PATH. */
export function infraforge({ platform }: Scenario, ...args: readonly string[]): Promise<Ended> {
  const { kubeconfig, folder } = platform.cluster;
  const PATH = `${dirname(tool('kubectl'))}:${process.env['PATH']}`;
  const all = [join(folder, 'dist/infraforge.mjs'), ...args, '--kubeconfig', kubeconfig];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env: { PATH, HOME: folder } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr }),
    );
  });
}
