import type { Values } from '../helm/chart.ts';
import type { Platform } from '../release/platform.ts';
import { type RootName, rootPaths, stateStoreURL } from '../release/state-store.ts';
import type { OperatorSource } from './app-project.ts';
import { argocdNamespace, retry } from './application.ts';

/** Cluster and namespace of Argo CD itself. Roots and sentinels go there, whatever the platform's destination. */
export const inCluster = { server: 'https://kubernetes.default.svc', namespace: argocdNamespace };

/** The project of what the platform itself applies; made once when the platform is brought up. */
export const platformProject = 'infraforge';

/** Name of a root Application. */
export function rootApplicationName(clusterType: string, root: RootName): string {
  return `${clusterType}-${root}`;
}

/** Name of an operator's Application. */
export function operatorApplicationName(clusterType: string, operator: string): string {
  return `${operator}-${clusterType}-operators`;
}

/**
 * A root Application: a directory source that takes its own half and its own sentinel and nothing else. Without a
 * finalizer, so that deleting a root takes nothing along (Argo CD, "App of apps" and "Directory").
 */
export function renderRoot(platform: Platform, root: RootName): Values {
  const { clusterType, branch } = platform.gitOps;
  const { watches, include } = rootPaths(clusterType, root);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: rootApplicationName(clusterType, root),
      namespace: argocdNamespace,
      labels: { 'app.kubernetes.io/managed-by': 'infraforge', 'infraforge.io/cluster-type': clusterType },
    },
    spec: {
      project: platformProject,
      destination: inCluster,
      source: {
        repoURL: stateStoreURL(platform),
        targetRevision: `refs/heads/${branch}`,
        path: watches,
        directory: { recurse: true, include },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['PrunePropagationPolicy=background'],
        retry,
      },
    },
  };
}

/**
 * The object of a root that always stays: automated sync refuses to prune everything, so without it the last
 * Application of a root would stay for ever.
 */
export function renderSentinel(platform: Platform, root: RootName): Values {
  const name = `${rootApplicationName(platform.gitOps.clusterType, root)}-root`;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: argocdNamespace,
      labels: {
        'app.kubernetes.io/managed-by': 'infraforge',
        'infraforge.io/cluster-type': platform.gitOps.clusterType,
      },
    },
    data: { purpose: 'Always stays, so that Argo CD can prune the last Application of this root' },
  };
}

/** The Application of an operator, installed once for a cluster type. */
export function renderOperator(platform: Platform, operator: OperatorSource): Values {
  const { clusterType } = platform.gitOps;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: operatorApplicationName(clusterType, operator.name),
      namespace: argocdNamespace,
      labels: {
        'app.kubernetes.io/name': operator.name,
        'app.kubernetes.io/managed-by': 'infraforge',
        'infraforge.io/cluster-type': clusterType,
      },
    },
    spec: {
      project: `${clusterType}-operators`,
      destination: { ...platform.destination, namespace: operator.namespace },
      source: {
        repoURL: operator.repoURL,
        chart: operator.chart,
        targetRevision: operator.version,
        helm: { releaseName: operator.name },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
        retry,
      },
    },
  };
}
