import { bootstrapClaim } from './requests.ts';
import type { Scenario } from './scenario.ts';

/** A further cluster type of the one platform: in the same state store, with one environment. */
export interface ClusterType {
  readonly name: string;
  readonly environment: string;
  readonly production?: boolean;
  /** Where its charts are; by default where those of the others are. */
  readonly chartsRepository?: { readonly url: string; readonly plainHTTP?: boolean };
  /** Of the claim itself. */
  readonly namespace?: string;
}

/** The BootstrapClaim of a further cluster type. */
export function clusterTypeClaim({ platform }: Pick<Scenario, 'platform'>, type: ClusterType): object {
  const { name, environment, production = false, chartsRepository, namespace = 'default' } = type;
  const { spec, ...claim } = bootstrapClaim(new URL(platform.git.publicURL).origin) as {
    readonly spec: { readonly chartsRepository: object; readonly gitOps: object };
  };
  return {
    ...claim,
    metadata: { name: `platform-${name}`, namespace },
    spec: {
      ...spec,
      chartsRepository: { ...spec.chartsRepository, ...chartsRepository },
      gitOps: { ...spec.gitOps, clusterType: name, environments: [environment], production },
    },
  };
}

/** Gives Argo CD its own access to a registry of charts. @param access further fields of the Secret */
export async function letArgocdRead(
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
