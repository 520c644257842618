import type { Value, Values } from '../helm/chart.ts';
import { namespacePatterns } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import { stateStoreURL } from '../release/state-store.ts';
import { argocdNamespace } from './application.ts';

/** A source that an operator is installed from, and where to. */
export interface OperatorSource {
  readonly name: string;
  readonly repoURL: string;
  readonly chart: string;
  readonly version: string;
  readonly namespace: string;
}

/**
 * Renders the AppProject of an environment. It allows the chart registry, the state store, the namespaces of the
 * environment, and the cluster-scoped kind Namespace, which CreateNamespace needs (Argo CD, "Projects").
 */
export function renderEnvironmentProject(platform: Platform, environment: string): Values {
  return renderProject(environment, {
    description: `Releases of environment ${environment}`,
    sourceRepos: [`${platform.chartsRepository.url.replace(/\/+$/, '')}/**`, stateStoreURL(platform)],
    destinations: [
      ...namespacePatterns(platform, environment).map((namespace) => ({
        ...platform.destination,
        namespace,
      })),
      ...denials(platform, environment),
    ],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  });
}

/**
 * Destinations that take away again what an environment's patterns match although it is not its own.
 *
 * The obvious form, `{server: X, namespace: "!kube-*"}`, would open every other namespace of X: to Argo CD a
 * namespace that such an entry does not deny is one that it allows (AppProject.isDestinationMatched). An entry of
 * any other server denies its namespaces on X and allows nothing there; the last entry takes back what those allow
 * on the other servers. A platform that names its cluster by name has no such form: there, as everywhere, the
 * pipeline decides first.
 */
function denials({ destination, gitOps }: Platform, environment: string): Values[] {
  const denied = foreignNamespaces(gitOps, environment);
  if (denied.length === 0 || !('server' in destination)) return [];
  const server = `!${destination.server}`;
  return [...denied.map((namespace) => ({ server, namespace })), { server, namespace: '!**' }];
}

/**
 * Returns the namespaces to exclude: reserved ones, those of an environment whose name ends in this one's name, and
 * those of every other environment if the platform adds patterns. If this name ends in another's, `*-<other>` would
 * match this one's namespaces too.
 */
function foreignNamespaces({ environments, namespaces }: Platform['gitOps'], environment: string): string[] {
  const others = environments.filter((other) => other !== environment);
  const overlapping = others.filter((other) => other.endsWith(`-${environment}`) || namespaces.length > 0);
  return [
    ...overlapping.flatMap((other) => (environment.endsWith(`-${other}`) ? [other] : [other, `*-${other}`])),
    ...(namespaces.length > 0 ? ['default', argocdNamespace, 'kube-*', 'kratix-*'] : []),
  ];
}

/** The AppProject of a cluster type's operators: exactly their sources, all cluster kinds, their namespaces. */
export function renderOperatorsProject(platform: Platform, operators: readonly OperatorSource[]): Values {
  const { clusterType } = platform.gitOps;
  return renderProject(`${clusterType}-operators`, {
    description: `Operators of cluster type ${clusterType}`,
    sourceRepos: [...new Set(operators.map(({ repoURL }) => repoURL))],
    destinations: [...new Set(operators.map(({ namespace }) => namespace))].map((namespace) => ({
      ...platform.destination,
      namespace,
    })),
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  });
}

function renderProject(name: string, spec: { [key: string]: Value }): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: argocdNamespace, labels: { 'app.kubernetes.io/managed-by': 'infraforge' } },
    spec,
  };
}
