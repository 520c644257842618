import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. A bundle is in another folder, so the script that starts it sets E2E_ROOT. */
export const root = process.env['E2E_ROOT'] ?? fileURLToPath(new URL('../../../', import.meta.url));

/** Returns the path of a program that `test/verify/build-tools.sh e2e` built. */
export function tool(name: string): string {
  return join(root, '.cache/tools', name);
}

/** Returns the path of an image that `test/e2e/images/build.sh` built for this run. */
export function imageArchive(name: string): string {
  return join(runLocation().folder, 'images', `${name}.tar`);
}

/** Addresses of the built cluster. They are the same in every run: each has a network namespace of its own. */
export const addresses = {
  /** The API server. The first address of the Services, so that pods reach it without routing. */
  apiServer: '10.96.0.1',
  services: '10.96.0.0/16',
  /** DNS of the cluster; `inside.sh` makes it the resolver of the run. */
  dns: '10.96.0.10',
  /** The node and the gateway of its pods. */
  node: '10.244.0.1',
  pods: '10.244.0.0/24',
} as const;

/** Name of the only node. */
export const nodeName = 'e2e';

/**
 * Returns the folder of the run of the built cluster and the name of its control groups.
 * @throws Error outside test/e2e/run.sh, which creates both
 */
export function runLocation(): { readonly folder: string; readonly id: string } {
  const { E2E_WORK: folder, E2E_ID: id } = process.env;
  if (!folder || !id) throw new Error('Run make e2e: it creates the namespaces of the built cluster');
  return { folder, id };
}
