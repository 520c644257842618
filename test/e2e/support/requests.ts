import { stateStore } from './deploy.ts';
import { chartsURL } from './registry.ts';

const apiVersion = 'platform.infraforge.io/v1';

/** The platform of the scenarios. */
export function bootstrapClaim(gitURL: string): object {
  return {
    apiVersion,
    kind: 'BootstrapClaim',
    metadata: { name: 'platform-bootstrap', namespace: 'default' },
    spec: {
      giteaURL: gitURL,
      organization: stateStore.organization,
      repositories: { stateStore: stateStore.repository },
      chartsRepository: { type: 'oci', url: chartsURL, version: '1.0.0', plainHTTP: true },
      gitOps: { branch: 'main', clusterType: 'nonprod', environments: ['dev', 'qa'] },
      operators: ['cloudnative-pg'],
    },
  };
}

/** A request for applications in an environment. */
export function applicationClaim(name: string, spec: object): object {
  return { apiVersion, kind: 'ApplicationClaim', metadata: { name, namespace: 'default' }, spec };
}

/** A request for services in an environment. */
export function platformApplicationClaim(name: string, spec: object): object {
  return { apiVersion, kind: 'PlatformApplicationClaim', metadata: { name, namespace: 'default' }, spec };
}

/** The application that the run's own image is. */
export function greeter(name: string, more: object = {}): object {
  return {
    name,
    image: { repository: 'test.local/greeter', tag: '1' },
    ports: [{ name: 'http', port: 8080 }],
    healthCheck: { path: '/healthz', initialDelaySeconds: 1, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
    ...more,
  };
}
