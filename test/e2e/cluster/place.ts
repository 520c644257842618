import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Path of a program that `test/verify/build-tools.sh e2e` built. */
export function tool(name: string): string {
  return join(root, '.cache/tools', name);
}

/** Path of an image that `test/e2e/images/build.sh` gave this run. */
export function imageArchive(name: string): string {
  return join(runPlace().folder, 'images', `${name}.tar`);
}

/**
 * The addresses of a cluster. They are the same in every run: each has a network namespace of its own.
 */
export const addresses = {
  /** The API server: the first address of the Services', so that pods reach it without anything that routes. */
  apiServer: '10.96.0.1',
  services: '10.96.0.0/16',
  /** The cluster's DNS; `inside.sh` makes it this run's as well. */
  dns: '10.96.0.10',
  /** The node and the gateway of its pods. */
  node: '10.244.0.1',
  pods: '10.244.0.0/24',
} as const;

export const nodeName = 'e2e';

/** Why this machine cannot run the scenarios, as test/e2e/run.sh found; undefined where it can. */
export const skipReason: string | undefined = process.env['E2E_SKIP'];

/**
 * The folder of this run and the name of its control groups.
 * @throws Error outside test/e2e/run.sh, which makes both
 */
export function runPlace(): { readonly folder: string; readonly id: string } {
  const { E2E_WORK: folder, E2E_ID: id } = process.env;
  if (!folder || !id) throw new Error('Start the end-to-end run by make e2e: it makes the namespaces');
  return { folder, id };
}
