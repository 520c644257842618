import { startOperators } from '../operators/start-operator.ts';
import { type ClusterType, ownClusterType } from './cluster-type.ts';
import { builtCluster } from './platform.ts';
import type { Scenario } from './scenario.ts';

/** Starts operators that the run is given, and declares a cluster type that has them by other means. */
export async function declareOperators(
  scenario: Scenario,
  { operators, clusterType }: { readonly operators: readonly string[]; readonly clusterType: ClusterType },
): Promise<void> {
  await startOperators({ ...scenario.platform.cluster, ...builtCluster() }, operators);
  await ownClusterType(scenario, clusterType);
}
