import type { ReleaseRoot } from '../release/state-store.ts';

/** Namespace of Argo CD, with its Applications and AppProjects. */
export const argocdNamespace = 'argocd';

/** AppProject of the root Applications; created once when the platform is installed. */
export const platformProject = 'infraforge';

/** Returns the name of the AppProject of a cluster type's operators. */
export function operatorsProject(clusterType: string): string {
  return `infraforge-${clusterType}-operators`;
}

/**
 * Returns the name of the AppProject of namespace defaults. Names of environments and tenants contain no dot, so no
 * other AppProject has this name.
 */
export function namespacesProject(clusterType: string): string {
  return `infraforge-${clusterType}.namespaces`;
}

/** Returns the name of the Application of a namespace's defaults. Applications of releases contain no dot. */
export function namespaceApplicationName(clusterType: string, namespace: string): string {
  return `${namespace}.${clusterType}`;
}

/** Returns the name of the ApplicationSet for one root of an environment. No environment ends in the name of a root. */
export function applicationSetName(environment: string, root: ReleaseRoot): string {
  return `${environment}-${root}`;
}

/** Returns the name of the ApplicationSet of namespace defaults. Names of environments contain no dot. */
export function namespacesApplicationSetName(clusterType: string): string {
  return `namespaces.${clusterType}`;
}
