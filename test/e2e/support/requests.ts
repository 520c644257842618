import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { defaultPlatformNamespace } from '../../../shared/release/platform-namespace.ts';
import { stateStore } from '../cluster/deploy.ts';
import type { Platform } from './platform.ts';
import { chartsURL } from './registry.ts';

const apiVersion = 'platform.infraforge.io/v1';

/** Cluster type of the scenarios that share one, with its environments. */
export const clusterTypeName = 'e2e';

interface BootstrapSpec {
  readonly [field: string]: unknown;
}

/** Returns the BootstrapClaim of the scenarios. On a cluster with another one, it names the same servers. */
export async function bootstrapClaim({ cluster, git }: Pick<Platform, 'cluster' | 'git'>): Promise<object> {
  const claims = await cluster.api.list<KubernetesObject>(`/apis/${apiVersion}/bootstrapclaims`);
  const other = claims.find(({ metadata }) => metadata.name === 'platform-bootstrap');
  const servers = (other?.spec as BootstrapSpec | undefined) ?? {
    giteaURL: new URL(git.publicURL).origin,
    organization: stateStore.organization,
    repositories: { stateStore: stateStore.repository },
    chartsRepository: { type: 'oci', url: chartsURL, plainHTTP: true },
  };
  return {
    apiVersion,
    kind: 'BootstrapClaim',
    metadata: { name: 'platform-e2e', namespace: other?.metadata.namespace ?? defaultPlatformNamespace },
    spec: {
      ...servers,
      gitOps: { branch: git.branch, clusterType: clusterTypeName, environments: ['e2e-dev', 'e2e-qa'] },
      // the scenarios run no other operator; services of the others are refused or stay without one
      operators: ['cloudnative-pg'],
      installedOperators: ['rabbitmq', 'redis'],
    },
  };
}

/** Returns a request for applications in an environment. */
export function applicationClaim(name: string, spec: object): object {
  return { apiVersion, kind: 'ApplicationClaim', metadata: { name, namespace: 'default' }, spec };
}

/** Returns a request for services in an environment. */
export function platformApplicationClaim(name: string, spec: object): object {
  return { apiVersion, kind: 'PlatformApplicationClaim', metadata: { name, namespace: 'default' }, spec };
}

/** Image of the application: a server that answers with its environment variables. */
export const greeterImage = process.env['E2E_GREETER_IMAGE'] || 'test.local/greeter:1';

/** Returns an application that answers with its environment variables. */
export function greeter(name: string, more: object = {}): object {
  return {
    name,
    image: {
      repository: greeterImage.slice(0, greeterImage.lastIndexOf(':')),
      tag: greeterImage.slice(greeterImage.lastIndexOf(':') + 1),
    },
    ports: [{ name: 'http', port: 8080 }],
    healthCheck: { path: '/healthz', initialDelaySeconds: 1, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
    ...more,
  };
}
