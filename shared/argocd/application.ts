import type { Chart, Values } from '../helm/chart.ts';
import { applicationName, labelValue } from '../release/names.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import type { RequestReference } from '../release/request-reference.ts';
import { releaseFiles, stateStoreURL } from '../release/state-store.ts';
import { omitUnset } from '../release/value-access.ts';

/** The namespace in which Argo CD takes Applications and AppProjects. */
export const argocdNamespace = 'argocd';

/** Name of the definition of Applications. */
export const applicationResource = 'applications.argoproj.io';

/** Kind of Applications. */
export const applicationKind = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' } as const;

/**
 * Retrying is what orders releases: an Application whose operator or namespace is not there yet syncs as soon as
 * it is. After a bounded number of tries Argo CD would skip the revision for good, hence no limit; `refresh` lets a
 * newer commit cure a failing sync (Argo CD, "Automated sync policy").
 */
export const retry = {
  limit: -1,
  refresh: true,
  backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
} as const;

/** With these an object outlives the deletion of whatever made it (Argo CD, sync options). */
export const protectionAnnotation: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
};

/** `metadata.annotations` key that names the request that an Application comes from, as `requestText` writes it. */
export const requestAnnotation = 'infraforge.io/request';

/** A request in one word: `ApplicationClaim/team-a/shop`. */
export function requestText({ kind, namespace, name }: RequestReference): string {
  return `${kind}/${namespace}/${name}`;
}

/** Chart, platform and request of a release. */
export interface ApplicationSource {
  readonly chart: Pick<Chart, 'name' | 'version' | 'digest'>;
  readonly platform: Platform;
  readonly request: RequestReference;
}

/**
 * Returns the Application of a release: the chart by version and digest, so that what was merged and validated is what is
 * deployed, with the values file of the state store (Argo CD, "Multiple sources" and "OCI").
 */
export function renderApplication(release: Release, { chart, platform, request }: ApplicationSource): Values {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: applicationName(release),
      namespace: argocdNamespace,
      labels: labelsOf(release),
      annotations: annotationsOf(release, request),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: release.environment,
      destination: { ...platform.destination, namespace: release.namespace },
      sources: [
        {
          repoURL: `${platform.chartsRepository.url.replace(/\/+$/, '')}/${chart.name}`,
          path: '.',
          targetRevision: `${chart.version}@${chart.digest}`,
          helm: { releaseName: release.name, valueFiles: [`$values/${releaseFiles(release).values}`] },
        },
        {
          repoURL: stateStoreURL(platform),
          targetRevision: `refs/heads/${platform.gitOps.branch}`,
          ref: 'values',
        },
      ],
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
        retry,
      },
    },
  };
}

function labelsOf({ name, environment, clusterType, owner }: Release): Values {
  const team = owner.team === undefined ? '' : labelValue(owner.team);
  return omitUnset({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/managed-by': 'infraforge',
    'infraforge.io/environment': environment,
    'infraforge.io/cluster-type': clusterType,
    'infraforge.io/team': team === '' ? undefined : team,
    'backstage.io/kubernetes-id': name,
  });
}

function annotationsOf(release: Release, request: RequestReference): Values {
  const { team, email, slack } = release.owner;
  return omitUnset({
    [requestAnnotation]: requestText(request),
    'infraforge.io/team': team,
    'infraforge.io/email': email,
    'infraforge.io/slack': slack,
    ...(release.protected ? protectionAnnotation : {}),
  });
}
