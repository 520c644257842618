import { manualReconciliationLabel } from '../../../shared/kratix/contract.ts';
import type { Cluster } from '../cluster.ts';
import { isRunning, workflowCondition } from './delivery.ts';
import { namespaceOf, type RequestObject } from './requests.ts';

/** Runs a request again, also a suspended one. @throws ClusterError */
export async function requestRun(cluster: Cluster, request: RequestObject): Promise<void> {
  const { apiVersion, kind, metadata } = request;
  const reference = { apiVersion, kind, namespace: namespaceOf(request), name: metadata.name };
  const patch = { metadata: { labels: { [manualReconciliationLabel]: 'true' } } };
  await cluster.patch(reference, patch);
}

/** Kratix takes the label away as it starts a run, and then says in several places how far it is. */
export function hasRunAgain(request: RequestObject, before: readonly RequestObject[]): boolean {
  const earlier = before.find(({ metadata }) => metadata.uid === request.metadata.uid);
  return !isRunning(request) && earlier !== undefined && traceOf(request) !== traceOf(earlier);
}

/** Changes with every run. A run that is suspended again leaves the condition as it was, but counts its tries. */
function traceOf(request: RequestObject): string {
  const pipelines = request.status?.kratix?.workflows?.pipelines;
  return JSON.stringify([workflowCondition(request)?.lastTransitionTime, pipelines]);
}
