import type { Problem } from '../../../shared/errors.ts';
import type { Placement } from '../../../shared/release/placement.ts';
import type { Application } from '../application.ts';

/** Reports a priority class that the platform does not allow to requests. */
export function priorityProblems(
  { priorityClassName: name }: Application,
  path: string,
  { platform: { priorityClasses: allowed = [] } }: Placement,
): Problem[] {
  if (name === undefined || allowed.includes(name)) return [];
  const choices = allowed.length === 0 ? 'the platform allows none' : `allowed: ${allowed.join(', ')}`;
  const message = `Priority class "${name}" is not allowed; ${choices} (BootstrapClaim spec.priorityClasses)`;
  return [{ path: `${path}.priorityClassName`, message }];
}
