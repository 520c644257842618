import type { Values } from '../helm/chart.ts';
import type { NamespaceDefaults, Quantities } from './platform.ts';
import { valueAtSteps } from './value-access.ts';

/** Request and limit of a container, as the API server fills them in (Kubernetes, "Limit Ranges"). */
interface ContainerAmounts {
  readonly request: string | undefined;
  readonly limit: string | undefined;
  /** Limit in the values, not that of the limit range. */
  readonly ownLimit: string | undefined;
}

/** Returns the amounts of the container whose resources are at a value path: `resources`, or `sidecars.0.resources`. */
export function containerAmounts(
  values: Values,
  {
    path,
    resource,
    range = {},
  }: {
    readonly path: string;
    readonly resource: string;
    readonly range?: NamespaceDefaults['limits'] | undefined;
  },
): ContainerAmounts {
  const amountOf = (part: 'requests' | 'limits'): string | undefined => {
    const steps = path.split('.').map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
    const amount = valueAtSteps(values, [...steps, part, resource]);
    return typeof amount === 'string' || typeof amount === 'number' ? String(amount) : undefined;
  };
  const ownLimit = amountOf('limits');
  const limit = ownLimit ?? amountIn(range.default, resource) ?? amountIn(range.max, resource);
  const request = amountOf('requests') ?? ownLimit ?? amountIn(range.defaultRequest, resource) ?? limit;
  return { request, limit, ownLimit };
}

/** Returns the amount of a resource in a quota or limit range. */
export function amountIn(quantities: Quantities | undefined, resource: string): string | undefined {
  const found = quantities?.[resource];
  return found === undefined ? undefined : String(found);
}
