import type { Values } from '../helm/chart.ts';
import { argocdNamespace, retry } from './application.ts';
import { inCluster, platformProject } from './root.ts';

/** The state store as Argo CD reaches it. */
export interface StateStoreSource {
  /** `https://host/organization/repository.git` */
  readonly repoURL: string;
  readonly branch: string;
}

/** Name of the Application that takes what every BootstrapClaim writes. */
export const platformRootName = 'infraforge-root';

const labels = { 'app.kubernetes.io/managed-by': 'infraforge' };

/** The project of the roots: from the state store alone, into Argo CD's own namespace, of three kinds. */
export function renderPlatformProject({ repoURL }: Pick<StateStoreSource, 'repoURL'>): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: platformProject, namespace: argocdNamespace, labels },
    spec: {
      description: 'What the platform itself applies: roots, projects and sentinels',
      sourceRepos: [repoURL],
      destinations: [inCluster],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'Application' },
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: '', kind: 'ConfigMap' },
      ],
    },
  };
}

/** The root of all roots. Without a finalizer, so that deleting it takes nothing along. */
export function renderPlatformRoot({ repoURL, branch }: StateStoreSource): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: platformRootName, namespace: argocdNamespace, labels },
    spec: {
      project: platformProject,
      destination: inCluster,
      source: {
        repoURL,
        targetRevision: `refs/heads/${branch}`,
        path: 'root-apps',
        directory: { recurse: true },
      },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry },
    },
  };
}
