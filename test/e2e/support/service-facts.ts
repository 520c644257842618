import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Facts about a delivered service in the status of its request. */
export interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  readonly secretName: string;
  /** Secret with the authority of the server in `ca.crt`, where it has TLS. */
  readonly caSecret?: string;
}

/** Returns the facts about a service in the status of its request. @throws Error if it has none */
export function serviceFacts({ status }: KubernetesObject, name: string): ServiceFacts {
  const { releases = [] } = (status ?? {}) as { readonly releases?: readonly ServiceFacts[] };
  const found = releases.find((release) => release.name === name);
  if (found === undefined) throw new Error(`The status of the request has no service "${name}"`);
  return found;
}
