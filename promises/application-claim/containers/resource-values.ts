import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { noLimit } from '../../../shared/promise/quantities.ts';
import { canonicalQuantity, parseQuantity } from '../../../shared/release/quantity.ts';
import { allowsOvercommit } from './resource-names.ts';
import type { ContainerResources } from './resources.ts';

const parts = ['requests', 'limits'] as const;

type Part = (typeof parts)[number];
type Amount = string | number | undefined;

/**
 * Converts the resources of an application to values. Every quantity becomes a string in the canonical form, so that it never
 * changes. A limit of "none" becomes null, with which Helm removes that of the layers below.
 */
export function resourceValues(resources: ContainerResources | undefined): object | undefined {
  if (resources === undefined) return undefined;
  return mapParts((part) =>
    Object.entries(amountsOf(resources, part)).map(([name, amount]) => [
      name,
      amount === noLimit ? null : asText(amount),
    ]),
  );
}

/** Fields of a sidecar, an init container or a job that differ from their values. */
interface FurtherContainer {
  readonly image?: { readonly resolve?: boolean | undefined } | undefined;
  readonly resources?: ContainerResources | undefined;
}

/** Converts containers to values. Resources are completed, so that the chart has nothing to compute. */
export function containersAsValues(
  containers: readonly FurtherContainer[] | undefined,
  defaults: Value | undefined,
): object[] | undefined {
  return containers?.map(({ image: { resolve: _, ...image } = {}, resources, ...container }) => ({
    ...container,
    ...(Object.keys(image).length > 0 && { image }),
    ...(resources && { resources: completed(resources, defaults) }),
  }));
}

/**
 * Adds the defaults of the amounts that a container leaves out. A default never contradicts the other half: a request above
 * the default limit raises the limit.
 */
function completed(given: ContainerResources, defaults: Value | undefined): Values {
  return mapParts((part) => {
    const [own, other] = [
      amountsOf(given, part),
      amountsOf(given, part === 'requests' ? 'limits' : 'requests'),
    ];
    const inherited = isMap(defaults) && isMap(defaults[part]) ? defaults[part] : {};
    return [...new Set([...Object.keys(inherited), ...Object.keys(own)])].flatMap((name) => {
      const fallback = adjusted(inherited[name], { name, part, fixed: other[name] });
      const amount = own[name] ?? fallback;
      return amount === undefined || amount === noLimit ? [] : [[name, asText(amount)] as const];
    });
  });
}

/** Returns a default, or the given other half of the pair if the API server would refuse the two. */
function adjusted(
  amount: Value | undefined,
  { name, part, fixed }: { readonly name: string; readonly part: Part; readonly fixed: Amount },
): Amount {
  if (typeof amount !== 'string' && typeof amount !== 'number') return undefined;
  if (fixed !== undefined && !allowsOvercommit(name)) return fixed;
  const [own, other] = [parseQuantity(amount), parseQuantity(fixed ?? '')];
  if (own === undefined || other === undefined) return amount;
  return (part === 'limits' ? own < other : own > other) ? fixed : amount;
}

function mapParts(entriesOf: (part: Part) => readonly (readonly [string, Value])[]): Values {
  return Object.fromEntries(parts.map((part) => [part, Object.fromEntries(entriesOf(part)) as Values]));
}

function amountsOf(resources: ContainerResources, part: Part): Readonly<Record<string, Amount>> {
  return resources[part] ?? {};
}

function asText(amount: Amount): string {
  return canonicalQuantity(String(amount));
}
