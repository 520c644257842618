import type { Cluster } from './start-cluster.ts';
import { waitUntil } from './wait-until.ts';

/** Waits until every definition is established. kubectl fails at once on one without conditions, so it is repeated. */
export async function waitForDefinitions({ kubectl }: Pick<Cluster, 'kubectl'>): Promise<void> {
  await waitUntil({
    what: 'the definitions are established',
    within: 30,
    probe: () => kubectl(['wait', '--for=condition=Established', '--timeout=10s', 'crd', '--all']),
  });
}
