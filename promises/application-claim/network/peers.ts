import type { Problem } from '../../../shared/errors.ts';
import type { Placement } from '../../../shared/release/placement.ts';
import type { NetworkPolicy } from './network-policy.ts';

type Peer = NonNullable<NetworkPolicy['from'] | NetworkPolicy['to']>[number];

const directions = ['from', 'to'] as const;

/** Returns the directions that a network policy limits; undefined without a policy. */
export function policyTypes(policy: NetworkPolicy | undefined): string[] | undefined {
  if (policy === undefined) return undefined;
  return [...(policy.from === undefined ? [] : ['Ingress']), ...(policy.to === undefined ? [] : ['Egress'])];
}

/** Returns the values of a network policy, with the namespace of each environment. */
export function networkPolicyValues(
  policy: NetworkPolicy | undefined,
  placement: Placement,
): object | undefined {
  if (policy === undefined) return undefined;
  const valuesOf = ({ environment, ...peer }: Peer): object => ({
    ...peer,
    ...(environment === undefined ? {} : { namespace: namespaceIn(environment, placement) }),
  });
  return { from: policy.from?.map(valuesOf), to: policy.to?.map(valuesOf) };
}

/** Reports environments of a network policy whose namespace is unknown, by the path of the application. */
export function environmentProblems(
  policy: NetworkPolicy | undefined,
  { placement, path }: { readonly placement: Placement; readonly path: string },
): Problem[] {
  const { environments } = placement.platform.gitOps;
  return directions.flatMap((direction) =>
    (policy?.[direction] ?? []).flatMap(({ environment }, index) => {
      if (environment === undefined) return [];
      const at = `${path}.networkPolicy.${direction}[${index}].environment`;
      if (!environments.includes(environment)) {
        const message = `Environment "${environment}" is not on this cluster; declared: ${environments.join(', ')}`;
        return [{ path: at, message }];
      }
      if (namespaceIn(environment, placement) !== undefined) return [];
      return [{ path: at, message: 'The request has a namespace of its own; use namespace instead' }];
    }),
  );
}

/** Returns the namespace in another environment that corresponds to that of the release; undefined if it has none. */
function namespaceIn(environment: string, placement: Placement): string | undefined {
  const { namespace, environment: own } = placement;
  if (environment === own) return namespace;
  if (namespace === own) return environment;
  return namespace.endsWith(`-${own}`) ? `${namespace.slice(0, -own.length)}${environment}` : undefined;
}
