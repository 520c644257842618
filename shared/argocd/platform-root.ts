import type { Values } from '../helm/chart.ts';
import { applicationSetsFolder, rootsFolder } from '../release/state-store.ts';
import { rootRetry } from './application.ts';
import { argocdNamespace, platformProject } from './names.ts';
import { argocdDestination, rootSyncOptions } from './root.ts';

/** Git source of the state store, as Argo CD reaches it. */
export interface StateStoreSource {
  /** `https://host/organization/repository.git` */
  readonly repoURL: string;
  readonly branch: string;
}

/** Name of the Application that applies the roots and projects of every BootstrapClaim. */
export const platformRootName = 'infraforge-root';

const labels = { 'app.kubernetes.io/managed-by': 'infraforge' };

/** Renders the AppProject of the root Applications. It allows only the state store, Argo CD's namespace and four kinds. */
export function renderPlatformProject({ repoURL }: Pick<StateStoreSource, 'repoURL'>): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: platformProject, namespace: argocdNamespace, labels },
    spec: {
      description: 'Root Applications, ApplicationSets, AppProjects and sentinels of the platform',
      sourceRepos: [repoURL],
      destinations: [argocdDestination],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'Application' },
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'ApplicationSet' },
        { group: '', kind: 'ConfigMap' },
      ],
    },
  };
}

/**
 * Renders the root of all root Applications and ApplicationSets. It has no finalizer, so that its deletion removes nothing
 * else. One root holds both, because one sync replaces the former with the latter, or the other way round. It orphans what
 * it prunes: otherwise Kubernetes would delete the Applications with their ApplicationSet, with all their objects.
 */
export function renderPlatformRoot({ repoURL, branch }: StateStoreSource): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: platformRootName, namespace: argocdNamespace, labels },
    spec: {
      project: platformProject,
      destination: argocdDestination,
      source: {
        repoURL,
        targetRevision: `refs/heads/${branch}`,
        path: '.',
        // In an include, * matches subfolders too
        directory: { recurse: true, include: `{${rootsFolder}/*,${applicationSetsFolder}/*}` },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['PrunePropagationPolicy=orphan', ...rootSyncOptions],
        retry: rootRetry,
      },
    },
  };
}
