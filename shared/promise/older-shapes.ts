import type { Problem } from '../errors.ts';
import { isRecord } from './is-record.ts';

const oneForEach = 'write one BootstrapClaim for each cluster type';
const fromRegistry = "charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim";
const platformSays = 'the BootstrapClaim sets the state store';

/** Fields of earlier versions, by path, with their successors or the reason why they were removed. `[]` is any item. */
const moved: Readonly<Record<string, string>> = {
  'spec.gitea': 'use spec.giteaURL and spec.organization',
  'spec.gitea.url': 'use spec.giteaURL',
  'spec.gitea.organization': 'use spec.organization',
  'spec.clusters': 'the environment determines the cluster type',
  'spec.branch': platformSays,
  'spec.repository': platformSays,
  'spec.repositories': platformSays,
  'spec.applications[].repository': 'use image.repository',
  'spec.applications[].tag': 'use image.tag',
  'spec.applications[].config': 'use values',
  'spec.applications[].port': 'use ports: [{name: http, port: …}]',
  'spec.services[].config': 'use values',
  'spec.components[].config': 'use values',
};

/** Fields of earlier BootstrapClaims. */
const movedInBootstrap: Readonly<Record<string, string>> = {
  'spec.clusters': `${oneForEach}, with spec.gitOps.clusterType and spec.gitOps.environments`,
  'spec.clusters[].name': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].type': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].clusterType': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].environments': `${oneForEach}, with spec.gitOps.environments`,
  'spec.clusterTypes': `${oneForEach}, with spec.gitOps.clusterType`,
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
  'spec.createGitOpsStructure': 'the structure is always created',
  'spec.argoCDApplications': 'the root Applications follow from spec.gitOps',
};

/** Fields of earlier versions that could be in several objects. */
const movedAnywhere: readonly [RegExp, string][] = [
  [/\.chart\.(repository|repoURL|source|path)$/, fromRegistry],
  [/\.(gitops|gitOps)$/, platformSays],
];

/** Earlier names of kinds. */
export const renamedKinds: Readonly<Record<string, string>> = {
  PlatformClaim: 'PlatformApplicationClaim',
  AppClaim: 'ApplicationClaim',
  Bootstrap: 'BootstrapClaim',
};

/**
 * Reports the fields of earlier versions in an unknown field: one problem for each.
 *
 * @param field.path path with indexes: `spec.applications[2].config`
 */
export function movedFields({ path, value }: { path: string; value: unknown }, kind: string): Problem[] {
  const below = fieldsOf(value).flatMap(([step, field]) =>
    movedFields({ path: path + step, value: field }, kind),
  );
  if (below.length > 0) return below;
  const move = whereItMoved(path.replace(/\[[0-9]+\]/g, '[]'), kind);
  return move === undefined ? [] : [{ path, message: `Unknown field; ${move}` }];
}

function fieldsOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((field, index) => [`[${index}]`, field]);
  return isRecord(value) ? Object.entries(value).map(([key, field]) => [`.${key}`, field]) : [];
}

function whereItMoved(shape: string, kind: string): string | undefined {
  const tables = kind === 'BootstrapClaim' ? [movedInBootstrap, moved] : [moved];
  const table = tables.find((candidate) => Object.hasOwn(candidate, shape));
  return table?.[shape] ?? movedAnywhere.find(([pattern]) => pattern.test(shape))?.[1];
}
