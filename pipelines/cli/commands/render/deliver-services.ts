import type { Outcome } from '../../../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../../../shared/kubernetes-object.ts';
import type { ExistingRequest } from '../../../../shared/release/existing-request.ts';
import { printRequest } from '../../../../shared/release/request-reference.ts';

/** Steps of a run of one request among others. */
export interface ServiceSteps {
  readonly toExisting: (object: KubernetesObject) => ExistingRequest;
  readonly run: (object: KubernetesObject, requests: readonly ExistingRequest[]) => Promise<Outcome>;
}

/** Returns true for a request that waits until a service of another request is delivered. */
export function isWaiting({ outcome, status }: Outcome): boolean {
  return outcome === 'retry' && status.failure?.reason === 'ServiceNotDelivered';
}

/**
 * Returns the existing requests as they are once the services of the objects are delivered, so that applications can bind
 * to them. Repeats as on a cluster: a request with services can itself wait for another one.
 */
export async function deliverServices(
  objects: readonly KubernetesObject[],
  existing: readonly ExistingRequest[],
  { toExisting, run }: ServiceSteps,
): Promise<readonly ExistingRequest[]> {
  let requests = existing;
  let pending = objects.filter((object) => toExisting(object).items.some(({ type }) => type !== undefined));
  for (let isChanged = true; isChanged; ) {
    const waiting: KubernetesObject[] = [];
    isChanged = false;
    for (const object of pending) {
      const outcome = await run(object, requests);
      if (isWaiting(outcome)) waiting.push(object);
      if (outcome.outcome !== 'delivered') continue;
      isChanged = true;
      requests = withReleases(requests, toExisting({ ...object, status: outcome.status }));
    }
    pending = waiting;
  }
  return requests;
}

function withReleases(
  requests: readonly ExistingRequest[],
  delivered: ExistingRequest,
): readonly ExistingRequest[] {
  const { releases } = delivered;
  const identity = printRequest(delivered);
  return requests.map((request) => (printRequest(request) === identity ? { ...request, releases } : request));
}
