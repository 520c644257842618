import { versionToTag } from '../chart-files/chart-identity.ts';
import type { Chart, Values } from '../helm/chart.ts';
import { applicationName, projectName } from '../release/names.ts';
import { namespaceRelease } from '../release/namespace-defaults.ts';
import { ownerLabels } from '../release/owner-labels.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import {
  type RequestReference,
  requestAnnotation,
  requestAnnotationValue,
} from '../release/request-reference.ts';
import { chartRegistryURL } from '../release/state-store.ts';
import { omitUnset } from '../release/value-access.ts';
import { argocdNamespace, namespaceApplicationName, namespacesProject } from './names.ts';
import { renderSources } from './release-sources.ts';

/** Name of the CustomResourceDefinition of Applications. */
export const applicationResource = 'applications.argoproj.io';

/** API version and kind of Applications. */
export const applicationKind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' } as const;

/**
 * Retry strategy of root Applications. It has no limit, unlike {@link releaseRetry}, because no root is deleted while it
 * syncs. `refresh` lets a newer commit repair a failing sync (Argo CD, "Automated sync policy").
 */
export const rootRetry = {
  limit: -1,
  refresh: true,
  backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
} as const;

/**
 * Retry strategy of releases and operators. Retries order the releases: an Application syncs once its operator and
 * namespace exist. They end after about an hour, because Argo CD deletes no Application that still retries; afterwards
 * a change of its source starts a new sync (argo-cd v3.5, `alreadyAttemptedSync` and `processAppOperationQueueItem`).
 */
export const releaseRetry = { ...rootRetry, limit: 25 } as const;

/**
 * Sync options of releases and operators. The API server refuses an undeclared field of a server-side apply by itself
 * (Kubernetes, `structuredMergeManager.Apply`). Argo CD's own check would read the OpenAPI document of the object's API
 * group twice for each object of a sync (kubectl, `queryParamVerifierV3`).
 */
export const serverSideApply = ['ServerSideApply=true', 'Validate=false'] as const;

/** Annotation that keeps an object when its Application is pruned or deleted (Argo CD, sync options). */
export const protectionAnnotation: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
};

/** Chart, platform and request of a release. */
export interface ApplicationSource {
  readonly chart: Pick<Chart, 'name' | 'version' | 'digest'>;
  /** True for a third-party chart. */
  readonly isThirdParty: boolean;
  /** True if the cluster changes the number of pods of its Deployment. */
  readonly isScaledByCluster?: boolean;
  /** True if an InfrastructureClaim has made the namespace, with labels of its own. */
  readonly isNamespaceClaimed?: boolean | undefined;
  readonly platform: Platform;
  readonly request: RequestReference;
  /** Values of the layers above the chart's defaults. */
  readonly values: Values;
}

/** Renders the Application of a release: the chart with the version and digest that were validated, and the values. */
export function renderApplication(
  release: Release,
  {
    chart,
    isThirdParty,
    isScaledByCluster = false,
    isNamespaceClaimed = false,
    platform,
    request,
    values,
  }: ApplicationSource,
): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: applicationName(release),
      namespace: argocdNamespace,
      labels: renderLabels(release),
      annotations: renderAnnotations(release, request),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: projectName({ ...release, isThirdParty }),
      destination: { ...platform.destination, namespace: release.namespace },
      ...renderSources(release, { chart: renderChart(platform, chart), platform, values }),
      ...(isScaledByCluster ? { ignoreDifferences: [scaledReplicas] } : {}),
      syncPolicy: renderSyncPolicy(platform, {
        tenant: release.tenant,
        isNamespaceClaimed: isNamespaceClaimed || release.ownsNamespace === true,
        options: isScaledByCluster ? [respectIgnored] : [],
      }),
    },
  };
}

/** Number of pods that an autoscaler sets (Argo CD, "Diff customization"). */
const scaledReplicas = { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] };

/** Option to leave ignored fields of the cluster alone during a sync too (Argo CD, "Sync options"). */
const respectIgnored = 'RespectIgnoreDifferences=true';

/** Namespace with the defaults of a platform. */
export interface NamespaceSource {
  readonly namespace: string;
  readonly tenant?: string | undefined;
  readonly isClaimed?: boolean;
  readonly chart: ApplicationSource['chart'];
  readonly values: Values;
}

/**
 * Renders the Application of the defaults of a namespace. It creates the namespace but does not own it, so that Argo CD
 * never removes the namespace with the defaults. Its few values are part of it: hundreds of namespaces fit into one Work.
 */
export function renderNamespaceApplication(
  platform: Platform,
  { namespace, tenant, isClaimed, chart, values }: NamespaceSource,
): Values {
  const { clusterType } = platform.gitOps;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: namespaceApplicationName(clusterType, namespace),
      namespace: argocdNamespace,
      labels: omitUnset({
        'app.kubernetes.io/name': namespaceRelease,
        'app.kubernetes.io/managed-by': 'infraforge',
        'infraforge.io/cluster-type': clusterType,
        'infraforge.io/tenant': tenant,
      }),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: namespacesProject(clusterType),
      destination: { ...platform.destination, namespace },
      source: {
        ...renderChart(platform, chart),
        helm: { releaseName: namespaceRelease, valuesObject: values },
      },
      syncPolicy: renderSyncPolicy(platform, { tenant, isNamespaceClaimed: isClaimed }),
    },
  };
}

function renderChart(platform: Platform, chart: ApplicationSource['chart']): Values {
  return {
    repoURL: `${chartRegistryURL(platform)}/${chart.name}`,
    path: '.',
    // Argo CD resolves only the digest (oras-go, `ParseReference`); the tag is for people.
    targetRevision: `${versionToTag(chart.version)}@${chart.digest}`,
  };
}

/** Tenant and namespace of an Application, and its own sync options. */
interface SyncPolicySource extends Pick<Release, 'tenant'>, Pick<ApplicationSource, 'isNamespaceClaimed'> {
  readonly options?: readonly string[];
}

/**
 * Returns the sync policy of an Application in a namespace of releases, which it creates with its labels. An
 * InfrastructureClaim renders its namespace itself: all Applications apply as one field manager, so another one that set
 * the labels would remove those of the claim (argo-cd v3.5, `syncNamespace`).
 */
function renderSyncPolicy(
  platform: Platform,
  { isNamespaceClaimed = false, options = [], ...owner }: SyncPolicySource,
): Values {
  return {
    automated: { prune: true, selfHeal: true },
    ...(isNamespaceClaimed
      ? {}
      : { managedNamespaceMetadata: { labels: renderNamespaceLabels(owner, platform) } }),
    syncOptions: [
      ...(isNamespaceClaimed ? [] : ['CreateNamespace=true']),
      ...serverSideApply,
      'FailOnSharedResource=true',
      ...options,
    ],
    retry: releaseRetry,
  };
}

/**
 * Returns the labels of a release's namespace, equal for all its releases. Kubernetes refuses pods that the level of the
 * platform forbids, and reports those below the strictest level (Kubernetes, "Pod Security Admission").
 */
function renderNamespaceLabels({ tenant }: Pick<Release, 'tenant'>, { podSecurity }: Platform): Values {
  return omitUnset({
    'pod-security.kubernetes.io/enforce': podSecurity,
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/audit': 'restricted',
    'infraforge.io/tenant': tenant,
  });
}

function renderLabels({ name, environment, clusterType, tenant, owner }: Release): Values {
  return omitUnset({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/managed-by': 'infraforge',
    'infraforge.io/environment': environment,
    'infraforge.io/cluster-type': clusterType,
    ...ownerLabels(owner, tenant),
    'backstage.io/kubernetes-id': name,
  });
}

function renderAnnotations(release: Release, request: RequestReference): Values {
  const { team, email, slack } = release.owner;
  return omitUnset({
    [requestAnnotation]: requestAnnotationValue(request),
    'infraforge.io/team': team,
    'infraforge.io/email': email,
    'infraforge.io/slack': slack,
    ...(release.protected ? protectionAnnotation : {}),
  });
}
