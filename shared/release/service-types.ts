import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { valuePath } from '../helm/value-path.ts';
import { listValues } from './value-access.ts';

/** Types of Services that reach beyond the cluster, or point to other hosts (Kubernetes, "Service", `spec.type`). */
export const openServiceTypes = ['LoadBalancer', 'NodePort', 'ExternalName'] as const;

/** Type of Service that requests use only if the platform lists it. */
export type OpenServiceType = (typeof openServiceTypes)[number];

/**
 * Returns a problem for each type of Service that a request may not have, by value path. Reads strings at keys such as
 * `type` and `serviceType`, wherever they are.
 *
 * @param allowed types that the platform or the tenant lists
 */
export function serviceTypeProblems(values: Values, allowed: readonly OpenServiceType[]): Problem[] {
  return listValues(values).flatMap(({ steps, value }) => {
    const type = openServiceTypes.find((one) => one === value);
    if (type === undefined || allowed.includes(type) || !/type$/i.test(String(steps.at(-1)))) return [];
    const message = `Service type "${type}" is not allowed; use ClusterIP, or ask the platform team (BootstrapClaim spec.serviceTypes)`;
    return [problem(valuePath(steps), message)];
  });
}
