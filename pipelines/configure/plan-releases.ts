import { RequestError } from '../../shared/errors.ts';
import type { FindBoundService } from '../../shared/release/bindings.ts';
import type { Release } from '../../shared/release/release.ts';
import type { Plan } from './plan-release.ts';
import { type BindingContext, type ResolvedBindings, resolveBindings } from './resolve-bindings.ts';

/** Step that plans one release, and the context of its bindings. */
export interface PlanSteps extends Omit<BindingContext, 'own'> {
  /**
   * Plans a release, by its index.
   *
   * @throws RequestError with its problems
   */
  readonly plan: (index: number, findService?: FindBoundService) => Plan;
}

/** Plans of releases, each a function that throws its refusal, and the services that they use. */
export interface PlannedReleases {
  readonly plans: readonly (() => Plan)[];
  readonly bindings: ResolvedBindings;
}

/** Plans the releases of a request: services first, because the values of applications have their facts. */
export function planReleases(releases: readonly Release[], { plan, ...context }: PlanSteps): PlannedReleases {
  const services = releases.map(({ category }, index) =>
    category === 'platform' ? settle(() => plan(index)) : undefined,
  );
  const own = new Map(
    releases.flatMap(({ name }, index) => {
      const result = services[index];
      return result === undefined ? [] : [[name, 'refusal' in result ? undefined : result.facts] as const];
    }),
  );
  const bindings = resolveBindings(releases, { own, ...context });
  const plans = services.map((service, index) => () => {
    const result = service ?? plan(index, bindings.findService);
    if ('refusal' in result) throw result.refusal;
    return result;
  });
  return { plans, bindings };
}

/** Returns the result of a step, or its refusal. */
function settle(step: () => Plan): Plan | { readonly refusal: RequestError } {
  try {
    return step();
  } catch (error) {
    if (error instanceof RequestError) return { refusal: error };
    throw error;
  }
}

/**
 * Refuses bindings that lead to no service, or to no fact of it.
 *
 * @throws RequestError `UnknownService`
 */
export function checkBindings({ problems }: ResolvedBindings): void {
  if (problems.length > 0) throw new RequestError('UnknownService', problems);
}
