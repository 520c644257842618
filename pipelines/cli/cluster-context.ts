import { Kubectl } from '../cluster/kubectl.ts';
import type { FlagOptions } from './define-command.ts';
import type { clusterFlags } from './shared-flags.ts';
import type { Terminal } from './terminal.ts';

/** Terminal and cluster of a command. */
export interface ClusterContext {
  readonly terminal: Terminal;
  readonly kubectl: Kubectl;
}

/** Returns access to the cluster that the flags name. */
export function openCluster({ kubeconfig, context }: FlagOptions<typeof clusterFlags>): Kubectl {
  return new Kubectl({ kubeconfig, context });
}
