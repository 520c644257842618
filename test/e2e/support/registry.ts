import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses, root, tool } from '../cluster/place.ts';
import { type Running, run } from '../cluster/processes.ts';
import type { Cluster } from '../cluster/start-cluster.ts';

/** The registry that holds the project's charts, over plain HTTP, for pods and Argo CD alike. */
export const chartsURL = `oci://${addresses.node}:5000/charts`;

/** Starts the reference registry. @param name of its log */
export async function startRegistry({ folder, processes }: Cluster): Promise<Running> {
  const config = join(folder, 'registry.yaml');
  const listen = `${addresses.node}:5000`;
  writeFileSync(
    config,
    JSON.stringify({
      version: 0.1,
      storage: { filesystem: { rootdirectory: join(folder, 'registry') } },
      http: { addr: listen },
    }),
  );
  const registry = processes.start({ name: 'registry', program: tool('registry'), args: ['serve', config] });
  await registry.ready(30, async () => {
    const { status } = await fetch(`http://${listen}/v2/`);
    if (status !== 200) throw new Error(`it answers ${status}`);
  });
  return registry;
}

/** Publishes every chart of the project, as `make charts-push` does. */
export async function pushCharts(): Promise<void> {
  const program = join(root, 'dist/infraforge.mjs');
  await run(process.execPath, [program, 'charts', 'push', '--registry', chartsURL, '--plain-http']);
}
