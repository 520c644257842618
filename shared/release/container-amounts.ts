import type { Values } from '../helm/chart.ts';
import type { NamespaceDefaults, Quantities } from './platform.ts';
import { stringAt } from './value-access.ts';

/** Request and limit of a container, as the API server fills them in (Kubernetes, "Limit Ranges"). */
interface ContainerAmounts {
  readonly request: string | undefined;
  readonly limit: string | undefined;
  /** Limit in the values, not that of the limit range. */
  readonly ownLimit: string | undefined;
}

/** Returns the amounts of the container whose resources are at a value path. */
export function containerAmounts(
  values: Values,
  {
    path,
    resource,
    range = {},
  }: {
    readonly path: string;
    readonly resource: 'cpu' | 'memory';
    readonly range?: NamespaceDefaults['limits'] | undefined;
  },
): ContainerAmounts {
  const ownLimit = stringAt(values, `${path}.limits.${resource}`);
  const limit = ownLimit ?? amountIn(range.default, resource) ?? amountIn(range.max, resource);
  const request =
    stringAt(values, `${path}.requests.${resource}`) ??
    ownLimit ??
    amountIn(range.defaultRequest, resource) ??
    limit;
  return { request, limit, ownLimit };
}

/** Returns the amount of a resource in a quota or limit range. */
export function amountIn(quantities: Quantities | undefined, resource: string): string | undefined {
  const found = quantities?.[resource];
  return found === undefined ? undefined : String(found);
}
