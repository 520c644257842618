import type { Value, Values } from '../helm/chart.ts';
import { namespacePatterns } from '../release/place.ts';
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
 * The AppProject of an environment: exactly the chart registry and the state store, exactly its legal namespaces,
 * and of cluster-scoped kinds Namespace only, without which CreateNamespace is refused (Argo CD, "Projects").
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
      ...deniedNamespaces(platform, environment).map((namespace) => ({
        ...platform.destination,
        namespace: `!${namespace}`,
      })),
    ],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  });
}

/**
 * Namespaces that an environment's patterns would match although they are not its own: those of an environment
 * whose name ends in this one's, of any other one where the platform adds patterns, and those that nobody may have.
 * An environment whose name is an ending of this one's cannot be denied, since that would deny this one's too; the
 * pipeline itself tells them apart.
 */
function deniedNamespaces(platform: Platform, environment: string): string[] {
  const { environments, namespaces } = platform.gitOps;
  const overlaps = (other: string): boolean =>
    other !== environment &&
    !environment.endsWith(`-${other}`) &&
    (other.endsWith(`-${environment}`) || namespaces.length > 0);
  const others = environments.filter(overlaps).flatMap((other) => [other, `*-${other}`]);
  return namespaces.length === 0 ? others : [...others, 'default', argocdNamespace, 'kube-*', 'kratix-*'];
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
