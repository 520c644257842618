import type { Values } from '../helm/chart.ts';
import { mirrored } from '../release/image-mirror.ts';
import type { Operator } from '../release/operator.ts';
import type { Platform } from '../release/platform.ts';
import { includeNamespaces, type RootName, rootPaths, stateStoreURL } from '../release/state-store.ts';
import { releaseRetry, rootRetry, serverSideApply } from './application.ts';
import { argocdNamespace, operatorsProject, platformProject } from './names.ts';

/** Destination of root Applications and sentinels: the cluster and namespace of Argo CD. */
export const argocdDestination = { server: 'https://kubernetes.default.svc', namespace: argocdNamespace };

/**
 * Sync options of a root. A sync applies what differs, so that a change costs the same among many Applications. It leaves
 * out Argo CD's check for undeclared fields, which reads the large OpenAPI document of Argo CD's own kinds twice for each
 * Application: InfraForge has checked what it writes, and the API server checks types.
 */
export const rootSyncOptions = ['ApplyOutOfSyncOnly=true', 'Validate=false'] as const;

/** Returns the name of a root Application. */
export function rootApplicationName(clusterType: string, root: RootName): string {
  return `${clusterType}-${root}`;
}

/** Returns the name of an operator's Application. */
export function operatorApplicationName(clusterType: string, operator: string): string {
  return `${operator}-${clusterType}-operators`;
}

/**
 * Renders a root Application: a directory source that includes only the Applications of its category and its sentinel.
 * It has no finalizer, so that its deletion removes nothing else (Argo CD, "App of apps" and "Directory").
 *
 * @param options.withNamespaces true to include namespace defaults in the root `platform`
 */
export function renderRoot(
  platform: Platform,
  { root, withNamespaces = false }: { readonly root: RootName; readonly withNamespaces?: boolean },
): Values {
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
      destination: argocdDestination,
      source: {
        repoURL: stateStoreURL(platform),
        targetRevision: `refs/heads/${branch}`,
        path: watches,
        directory: {
          recurse: true,
          include: root === 'platform' && withNamespaces ? includeNamespaces(include) : include,
        },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['PrunePropagationPolicy=background', ...rootSyncOptions],
        retry: rootRetry,
      },
    },
  };
}

/**
 * Renders the sentinel of a root Application. Automated sync refuses to prune everything: without a sentinel, the last
 * Application of a root would never be removed.
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
    data: { purpose: 'Sentinel: always exists, so that Argo CD can prune the last Application of this root' },
  };
}

/** Renders the Application of an operator, which is installed once for a cluster type. */
export function renderOperator(platform: Platform, operator: Operator): Values {
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
      project: operatorsProject(clusterType),
      destination: { ...platform.destination, namespace: operator.namespace },
      source: renderSource(operator, platform.imageMirror),
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true', ...serverSideApply],
        retry: releaseRetry,
      },
    },
  };
}

/** Renders the source of an operator (Argo CD, "Helm" and "Kustomize"). */
function renderSource({ name, source }: Operator, mirror: string | undefined): Values {
  const { repoURL } = source;
  if ('chart' in source) {
    const { chart, version, images } = source;
    const parameters =
      mirror === undefined
        ? []
        : Object.entries(images).map(([name, image]) => ({
            name,
            value: mirrored(image, mirror),
            forceString: true,
          }));
    const helm = {
      releaseName: name,
      ...(source.values && { valuesObject: source.values }),
      ...(parameters.length > 0 && { parameters }),
    };
    return { repoURL, chart, targetRevision: version, helm };
  }
  const { path, revision, images, patches } = source;
  const kustomize = {
    images: images.map(
      ({ name, image }) => `${name}=${mirror === undefined ? image : mirrored(image, mirror)}`,
    ),
    ...(patches && { patches: patches.map((patch) => ({ patch })) }),
  };
  return { repoURL, path, targetRevision: revision, kustomize };
}
