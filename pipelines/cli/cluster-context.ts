import type { Cluster } from '../cluster/cluster.ts';
import type { Terminal } from './terminal.ts';

/** Terminal and cluster of a command. */
export interface ClusterContext {
  readonly terminal: Terminal;
  readonly cluster: Cluster;
}
