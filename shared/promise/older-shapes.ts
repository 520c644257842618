import type { Problem } from '../errors.ts';
import { isRecord } from './is-record.ts';

const oneForEach = 'gone: write one BootstrapClaim for each cluster type';
const fromRegistry =
  "gone: charts come from the platform's registry, spec.chartsRepository of the BootstrapClaim";
const platformSays = 'gone: the BootstrapClaim of the platform says where it writes';

/**
 * Requests of earlier generations that people still have: where each of their fields moved, or why it is gone.
 * Keys are paths in which `[]` stands for any item of a list.
 */
const moved: Readonly<Record<string, string>> = {
  'spec.gitea': 'moved to spec.giteaURL and spec.organization',
  'spec.gitea.url': 'moved to spec.giteaURL',
  'spec.gitea.organization': 'moved to spec.organization',
  'spec.clusters': 'gone: the environment says the cluster type',
  'spec.branch': platformSays,
  'spec.repository': platformSays,
  'spec.repositories': platformSays,
  'spec.applications[].repository': 'moved to image.repository',
  'spec.applications[].tag': 'moved to image.tag',
  'spec.applications[].config': 'moved to values',
  'spec.applications[].port': 'moved to ports: [{name: http, port: …}]',
  'spec.services[].config': 'moved to values',
  'spec.components[].config': 'moved to values',
};

/** The same for what only a BootstrapClaim had, or what moved elsewhere there. */
const movedInBootstrap: Readonly<Record<string, string>> = {
  'spec.clusters': `${oneForEach}, with spec.gitOps.clusterType and spec.gitOps.environments`,
  'spec.clusters[].name': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].type': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].clusterType': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusters[].environments': `${oneForEach}, with spec.gitOps.environments`,
  'spec.clusterTypes': `${oneForEach}, with spec.gitOps.clusterType`,
  'spec.clusterType': 'moved to spec.gitOps.clusterType',
  'spec.environment': 'moved to spec.gitOps.environments, a list',
  'spec.environments': 'moved to spec.gitOps.environments',
  'spec.branch': 'moved to spec.gitOps.branch',
  'spec.repository': 'moved to spec.repositories.stateStore',
  'spec.repositories.gitops': 'moved to spec.repositories.stateStore',
  'spec.repositories.charts': 'gone: charts come from the OCI registry of spec.chartsRepository',
  'spec.gitops': 'spelled spec.gitOps',
  'spec.gitops.branch': 'moved to spec.gitOps.branch',
  'spec.gitops.clusterType': 'moved to spec.gitOps.clusterType',
  'spec.gitops.environments': 'moved to spec.gitOps.environments',
  'spec.gitops.repository': 'moved to spec.repositories.stateStore',
  'spec.createGitOpsStructure': 'gone: the structure is always made',
  'spec.argoCDApplications': 'gone: the root Applications follow from spec.gitOps',
};

/** The same for fields that could stand at several places, by their own name and that of the field above. */
const movedAnywhere: readonly [RegExp, string][] = [
  [/\.chart\.(repository|repoURL|source|path)$/, fromRegistry],
  [/\.(gitops|gitOps)$/, platformSays],
];

/** Kinds that were called otherwise. */
export const renamedKinds: Readonly<Record<string, string>> = {
  PlatformClaim: 'PlatformApplicationClaim',
  AppClaim: 'ApplicationClaim',
  Bootstrap: 'BootstrapClaim',
};

/**
 * Where an unknown field moved: one problem for each field of an earlier generation in it, and none where there is
 * no such field.
 *
 * @param field.path path with indexes: `spec.applications[2].config`
 */
export function movedFields({ path, value }: { path: string; value: unknown }, kind: string): Problem[] {
  const below = fieldsOf(value).flatMap(([step, field]) =>
    movedFields({ path: path + step, value: field }, kind),
  );
  if (below.length > 0) return below;
  const move = whereItMoved(path.replace(/\[[0-9]+\]/g, '[]'), kind);
  return move === undefined ? [] : [{ path, message: `Unknown field: ${move}` }];
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
