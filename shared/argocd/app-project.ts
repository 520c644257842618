import type { Value, Values } from '../helm/chart.ts';
import { environmentsBeside, namespacePatterns } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import { stateStoreURL } from '../release/state-store.ts';
import { argocdNamespace } from './application.ts';

/** Chart and namespace of an operator. */
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
export function renderEnvironmentProject(
  platform: Platform,
  { environment, platforms }: { environment: string; platforms: readonly Platform[] },
): Values {
  return renderProject(environment, {
    description: `Releases of environment ${environment}`,
    sourceRepos: [`${platform.chartsRepository.url.replace(/\/+$/, '')}/**`, stateStoreURL(platform)],
    destinations: [
      ...namespacePatterns(platform, environment).map((namespace) => ({
        ...platform.destination,
        namespace,
      })),
      ...denyRules(platform, { environment, neighbours: environmentsBeside(platform, platforms) }),
    ],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  });
}

/**
 * Returns destinations that deny the namespaces of others among those that an environment's patterns match.
 *
 * The obvious form, `{server: X, namespace: "!kube-*"}`, would allow every other namespace of X, because Argo CD allows
 * what such an entry does not deny (AppProject.isDestinationMatched). An entry for `!X` denies its namespaces on X and
 * allows nothing there; the last entry revokes what these entries allow on other servers. A cluster that the platform
 * identifies by name has no such form: there, only the pipeline refuses these namespaces.
 */
function denyRules(
  { destination, gitOps }: Platform,
  { environment, neighbours }: { environment: string; neighbours: readonly string[] },
): Values[] {
  const denied = foreignNamespaces(neighbours, { environment, hasPatterns: gitOps.namespaces.length > 0 });
  if (denied.length === 0 || !('server' in destination)) return [];
  const server = `!${destination.server}`;
  return [...denied.map((namespace) => ({ server, namespace })), { server, namespace: '!**' }];
}

/**
 * Returns the namespaces to exclude: reserved ones, those of an environment of the same destination whose name ends in
 * this one's name, and those of every other environment if the platform adds patterns. If this name ends in another's, `*-<other>` would
 * match this one's namespaces too.
 */
function foreignNamespaces(
  neighbours: readonly string[],
  { environment, hasPatterns }: { environment: string; hasPatterns: boolean },
): string[] {
  const others = neighbours.filter((other) => other !== environment);
  const overlapping = others.filter((other) => other.endsWith(`-${environment}`) || hasPatterns);
  return [
    ...overlapping.flatMap((other) => (environment.endsWith(`-${other}`) ? [other] : [other, `*-${other}`])),
    ...(hasPatterns ? ['default', argocdNamespace, 'kube-*', 'kratix-*'] : []),
  ];
}

/** Renders the AppProject of a cluster type's operators. It allows only their sources and namespaces, but every kind. */
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
