import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';

const onePerClusterType = 'write one BootstrapClaim for each cluster type';
const chartsFromRegistry =
  "charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim";
const stateStoreFromPlatform = 'the BootstrapClaim sets the state store';
const noDataInApplications =
  'an application keeps no data in a volume; use a service such as objectstorage or postgresql';

/** Fields of earlier versions and of Kubernetes by path, with their successor or the reason for their removal. `[]` is any item. */
const successors: Readonly<Record<string, string>> = {
  'spec.gitea': 'use spec.giteaURL and spec.organization',
  'spec.gitea.url': 'use spec.giteaURL',
  'spec.gitea.organization': 'use spec.organization',
  'spec.clusters': 'the environment determines the cluster type',
  'spec.branch': stateStoreFromPlatform,
  'spec.repository': stateStoreFromPlatform,
  'spec.repositories': stateStoreFromPlatform,
  'spec.applications[].repository': 'use image.repository',
  'spec.applications[].tag': 'use image.tag',
  'spec.applications[].config': 'use values',
  'spec.applications[].port': 'use ports: [{name: http, port: …}]',
  'spec.applications[].volumes[].persistent': noDataInApplications,
  'spec.applications[].volumes[].persistentVolumeClaim': noDataInApplications,
  'spec.applications[].volumes[].secret.secretName': 'use secret.name',
  'spec.services[].config': 'use values',
  'spec.components[].config': 'use values',
};

/** The same for a BootstrapClaim. */
const bootstrapSuccessors: Readonly<Record<string, string>> = {
  'spec.clusters': `${onePerClusterType}, with spec.gitOps.clusterType and spec.gitOps.environments`,
  'spec.clusters[].name': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].type': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].clusterType': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusters[].environments': `${onePerClusterType}, with spec.gitOps.environments`,
  'spec.clusterTypes': `${onePerClusterType}, with spec.gitOps.clusterType`,
  'spec.clusterType': 'use spec.gitOps.clusterType',
  'spec.environment': 'use spec.gitOps.environments, a list',
  'spec.environments': 'use spec.gitOps.environments',
  'spec.branch': 'use spec.gitOps.branch',
  'spec.repository': 'use spec.repositories.stateStore',
  'spec.repositories.gitops': 'use spec.repositories.stateStore',
  'spec.repositories.charts': 'charts come from the OCI registry of spec.chartsRepository',
  'spec.gitops': 'use spec.gitOps',
  'spec.gitops.branch': 'use spec.gitOps.branch',
  'spec.gitops.clusterType': 'use spec.gitOps.clusterType',
  'spec.gitops.environments': 'use spec.gitOps.environments',
  'spec.gitops.repository': 'use spec.repositories.stateStore',
  'spec.gitOps.requestNamespaces': 'use spec.tenants[].requestNamespaces and spec.tenants[].environments',
  'spec.createGitOpsStructure': 'the structure is always created',
  'spec.argoCDApplications': 'the root Applications follow from spec.gitOps',
};

/** The same for fields that several objects had. */
const successorsAnywhere: readonly [RegExp, string][] = [
  [/\.chart\.(repository|repoURL|source|path)$/, chartsFromRegistry],
  [/\.(gitops|gitOps)$/, stateStoreFromPlatform],
];

/** Earlier names of kinds. */
export const renamedKinds: Readonly<Record<string, string>> = {
  PlatformClaim: 'PlatformApplicationClaim',
  AppClaim: 'ApplicationClaim',
  Bootstrap: 'BootstrapClaim',
};

/**
 * Reports fields of earlier versions within an unknown field, one problem each.
 *
 * @param field.path path with indices: `spec.applications[2].config`
 */
export function legacyFieldProblems(
  { path, value }: { path: string; value: unknown },
  kind: string,
): Problem[] {
  const below = childEntries(value).flatMap(([step, field]) =>
    legacyFieldProblems({ path: path + step, value: field }, kind),
  );
  if (below.length > 0) return below;
  const move = findSuccessor(path.replace(/\[[0-9]+\]/g, '[]'), kind);
  return move === undefined ? [] : [{ path, message: `Unknown field; ${move}` }];
}

function childEntries(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((field, index) => [`[${index}]`, field]);
  return isRecord(value) ? Object.entries(value).map(([key, field]) => [`.${key}`, field]) : [];
}

function findSuccessor(shape: string, kind: string): string | undefined {
  const tables = kind === 'BootstrapClaim' ? [bootstrapSuccessors, successors] : [successors];
  const table = tables.find((candidate) => Object.hasOwn(candidate, shape));
  return table?.[shape] ?? successorsAnywhere.find(([pattern]) => pattern.test(shape))?.[1];
}
