import type { Cluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { markCluster } from '../stand-in/marker.ts';
import { type KratixOptions, startStandIn } from '../stand-in/stand-in.ts';
import { applyDefinitions } from './definitions.ts';
import { startManager } from './start-manager.ts';

/**
 * Starts Kratix if its two programs are named by `KRATIX_MANAGER` and `KRATIX_ADAPTER`, otherwise the stand-in. Applies
 * Kratix's definitions first.
 * @throws Error if only one of the programs is named
 */
export async function startKratix(cluster: Cluster, options: KratixOptions): Promise<void> {
  const { KRATIX_MANAGER: program, KRATIX_ADAPTER: adapter } = process.env;
  if (!program !== !adapter) {
    throw new Error('Start Kratix: name both of its programs, KRATIX_MANAGER and KRATIX_ADAPTER, or none');
  }
  await step("Kratix's definitions", () => applyDefinitions(cluster, { needed: Boolean(program) }));
  if (!program)
    return step('stand-in for Kratix', async () => {
      await markCluster(cluster.api);
      startStandIn(cluster, options);
    });
  return step('Kratix is ready', () => startManager(cluster, { ...options, program }));
}
