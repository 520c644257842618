/** Namespace of Argo CD, with its Applications and AppProjects. */
export const argocdNamespace = 'argocd';

/** AppProject of the root Applications; created once when the platform is installed. */
export const platformProject = 'infraforge';

/** Returns the name of the AppProject of a cluster type's operators. */
export function operatorsProject(clusterType: string): string {
  return `infraforge-${clusterType}-operators`;
}
