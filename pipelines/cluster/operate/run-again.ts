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

/** Returns whether a request has run again. Kratix removes the label when a run starts, and then reports its progress. */
export function hasRunAgain(request: RequestObject, before: readonly RequestObject[]): boolean {
  const earlier = before.find(({ metadata }) => metadata.uid === request.metadata.uid);
  return !isRunning(request) && earlier !== undefined && traceOf(request) !== traceOf(earlier);
}

/** Returns a string that changes with each run. A suspended run keeps its condition, but counts its attempts. */
function traceOf(request: RequestObject): string {
  const pipelines = request.status?.kratix?.workflows?.pipelines;
  return JSON.stringify([workflowCondition(request)?.lastTransitionTime, pipelines]);
}
