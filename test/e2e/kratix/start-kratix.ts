import type { Cluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { StandIn } from '../stand-in/stand-in.ts';
import { applyDefinitions } from './definitions.ts';
import type { Kratix, KratixOptions } from './kratix.ts';
import { startManager } from './start-manager.ts';

/**
 * Starts Kratix where its two programs are named, `KRATIX_MANAGER` and `KRATIX_ADAPTER`, and else the stand-in, with
 * Kratix's definitions in the cluster.
 * @throws Error where only one of them is named
 */
export async function startKratix(cluster: Cluster, options: KratixOptions): Promise<Kratix> {
  const { KRATIX_MANAGER: program, KRATIX_ADAPTER: adapter } = process.env;
  if (!program !== !adapter) {
    throw new Error('Start Kratix: name both of its programs, KRATIX_MANAGER and KRATIX_ADAPTER, or none');
  }
  await step("Kratix's definitions", () => applyDefinitions(cluster, { needed: Boolean(program) }));
  if (!program) return step('stand-in for Kratix', async () => new StandIn(cluster, options.authority));
  return step('Kratix is ready', () => startManager(cluster, { ...options, program }));
}
