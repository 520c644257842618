import type { Values } from '../helm/chart.ts';
import type { Platform } from '../release/platform.ts';
import {
  type ApplicationSetPaths,
  applicationSetPaths,
  namespacesApplicationSetPaths,
  releaseRoots,
  stateStoreURL,
} from '../release/state-store.ts';
import { applicationSetName, argocdNamespace, namespacesApplicationSetName } from './names.ts';

/** Time after which an ApplicationSet reads Git again; no webhook of Gitea reaches its controller. */
export const applicationSetPeriodSeconds = 30;

/**
 * Renders the ApplicationSets of a cluster type: one per environment for its applications, one for its services and
 * namespaces, and one for namespace defaults. The last always exists: it removes the Applications of the last defaults.
 */
export function renderApplicationSets(platform: Platform): { readonly file: string; readonly set: Values }[] {
  const { clusterType, environments } = platform.gitOps;
  const ofEnvironments = environments.flatMap((environment) =>
    releaseRoots.map((root) => ({
      name: applicationSetName(environment, root),
      labels: { 'infraforge.io/environment': environment },
      paths: applicationSetPaths({ clusterType, environment, root }),
    })),
  );
  const namespaces = {
    name: namespacesApplicationSetName(clusterType),
    paths: namespacesApplicationSetPaths(clusterType),
  };
  return [...ofEnvironments, namespaces].map((source) => ({
    file: source.paths.file,
    set: renderApplicationSet(platform, source),
  }));
}

interface SetSource {
  readonly name: string;
  readonly labels?: Values;
  readonly paths: ApplicationSetPaths;
}

/**
 * Renders an ApplicationSet that creates exactly the Applications of the files, as a root Application would. It reads
 * `application.yaml` and not `config.yaml`: that file has been validated, and exists with root Applications too. Its
 * contents are parameters, which Argo CD never templates again. The patch cannot set the project (argo-cd v3.5,
 * `applyTemplatePatch`), so the template does.
 */
function renderApplicationSet(platform: Platform, { name, labels = {}, paths }: SetSource): Values {
  const { branch, clusterType } = platform.gitOps;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name,
      namespace: argocdNamespace,
      labels: {
        'app.kubernetes.io/managed-by': 'infraforge',
        'infraforge.io/cluster-type': clusterType,
        ...labels,
      },
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: stateStoreURL(platform),
            revision: `refs/heads/${branch}`,
            requeueAfterSeconds: applicationSetPeriodSeconds,
            files: [{ path: paths.files }],
          },
        },
      ],
      template: {
        metadata: { name: '{{ .metadata.name }}' },
        spec: { project: '{{ .spec.project }}', destination: {} },
      },
      templatePatch: '{ "metadata": {{ toJson .metadata }}, "spec": {{ toJson .spec }} }',
    },
  };
}
