import { type Problem, problem, RequestError } from '../errors.ts';
import type { PlannedRelease } from './data-safety.ts';
import type { DeliveredRelease } from './existing-request.ts';

/**
 * Refuses a Service that becomes headless or stops being headless: the API server does not change its address
 * (Kubernetes, `ValidateServiceUpdate`).
 *
 * @param delivered `status.releases` before the change
 * @throws RequestError `Immutable` with every affected release
 */
export function checkHeadless(
  planned: readonly PlannedRelease[],
  delivered: readonly DeliveredRelease[],
): void {
  const problems = planned.flatMap(({ release, facts }): Problem[] => {
    const before = delivered.find(({ name }) => name === release.name);
    // A release without a port has no Service.
    if (before?.port === undefined || facts.port === undefined) return [];
    if (before.engine !== undefined || (before.headless ?? false) === (facts.headless ?? false)) return [];
    const message =
      'A delivered Service cannot change to or from Headless; use another name, or set enabled: false first';
    return [problem(`${release.path}.service.type`, message)];
  });
  if (problems.length > 0) throw new RequestError('Immutable', problems);
}
