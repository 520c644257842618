import type { ResourceRequest } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { bootstrapClaim } from './requests.ts';
import type { Delivery, Scenario } from './scenario.ts';

/** Cluster type of a scenario, in the state store of the platform. */
export interface ClusterType {
  readonly name: string;
  readonly environments: readonly string[];
  readonly production?: boolean;
  /** Place of the values of its releases. Defaults to the Application. */
  readonly values?: 'inline' | 'file';
  /** Creator of its Applications. Defaults to root Applications. */
  readonly delivery?: 'applications' | 'applicationSets';
  /** Teams that share it. Defaults to one trust zone. */
  readonly tenants?: readonly object[];
  /** Quota, limit range and network policy of its namespaces. Defaults to none. */
  readonly namespaceDefaults?: object;
  /** Operators that the cluster has. Defaults to those of the scenarios that run none. */
  readonly installedOperators?: readonly string[];
  /** Domain and ingress class or Gateway. Defaults to an Ingress without a domain. */
  readonly ingress?: object;
  /** Registry of its charts. Defaults to that of the platform. */
  readonly chartsRepository?: {
    readonly url?: string;
    readonly plainHTTP?: boolean;
    /** Charts that requests may use besides those of the image. */
    readonly allowed?: readonly { readonly name: string; readonly kinds?: readonly string[] }[];
  };
}

/** Returns the BootstrapClaim of a cluster type. */
export async function clusterTypeClaim(
  { platform }: Pick<Scenario, 'platform'>,
  type: ClusterType,
): Promise<ResourceRequest> {
  const { name, environments, production = false, tenants, namespaceDefaults, chartsRepository } = type;
  const { installedOperators, ingress, values, delivery } = type;
  const { spec, metadata, ...claim } = (await bootstrapClaim(platform)) as ResourceRequest & {
    readonly spec: { readonly chartsRepository: object; readonly gitOps: object };
  };
  return {
    ...claim,
    metadata: { ...metadata, name: `platform-${name}` },
    spec: {
      ...spec,
      chartsRepository: { ...spec.chartsRepository, ...chartsRepository },
      gitOps: {
        ...spec.gitOps,
        ...{ clusterType: name, environments, production },
        ...(values && { values }),
        ...(delivery && { delivery }),
      },
      ...(tenants && { tenants }),
      ...(installedOperators && { operators: [], installedOperators }),
      ...(namespaceDefaults && { namespaceDefaults }),
      ...(ingress && { ingress }),
    },
  };
}

/** Declares a cluster type for a scenario alone, such as one that looks at its roots. */
export async function ownClusterType(scenario: Scenario, type: ClusterType): Promise<Delivery> {
  return scenario.deliver(await clusterTypeClaim(scenario, type), /^Cluster type \S+ declared with /);
}

/** Gives Argo CD access to a registry of charts. @param access further fields of the Secret */
export async function grantArgocdAccess(
  { platform }: Pick<Scenario, 'platform'>,
  { name, url, access }: { name: string; url: string; access: Readonly<Record<string, string>> },
): Promise<void> {
  const labels = { 'argocd.argoproj.io/secret-type': 'repo-creds' };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels },
    stringData: { type: 'oci', url, ...access },
  };
  await platform.cluster.kubectl(['apply', '--filename', '-'], JSON.stringify(secret));
}
