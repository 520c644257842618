import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';
import type { DeliveredRelease } from './existing-request.ts';
import type { Platform } from './platform.ts';
import type { Release } from './release.ts';

/*
 * Paths of the state store. Every path belongs to exactly one request, because two writers of one path overwrite each
 * other. Paths consist of constants and validated names, never of free text from a request.
 */

/** Parts of a release's paths. */
type ReleaseParts = Pick<Release, 'clusterType' | 'environment' | 'category' | 'nameScope' | 'name'>;

/**
 * Returns the folder of a release: `environments/<clusterType>/<environment>/<category>/<name>`, with the tenant before
 * the name if there are tenants.
 */
export function releaseFolder({ clusterType, environment, category, nameScope, name }: ReleaseParts): string {
  const folder = `environments/${clusterType}/${environment}/${category}`;
  return nameScope === undefined ? `${folder}/${name}` : `${folder}/${nameScope}/${name}`;
}

/** Returns the tenant in the path of a delivered release's values.yaml; undefined for a path without one. */
export function nameScopeOf({ values }: Pick<DeliveredRelease, 'values'>): string | undefined {
  return folderOfTenant.exec(values ?? '')?.[1];
}

/** Matches the path of a values.yaml in a {@link releaseFolder} with a tenant. */
const folderOfTenant = /^environments\/[^/]+\/[^/]+\/[^/]+\/([^/]+)\/[^/]+\/values\.yaml$/;

/** Returns the releases, each delivered one with the Application name and the folder that it had before there were tenants. */
export function keepNames(releases: readonly Release[], delivered: readonly DeliveredRelease[]): Release[] {
  return releases.map((release) => {
    const before = delivered.find(({ name }) => name === release.name);
    return before === undefined || nameScopeOf(before) !== undefined
      ? release
      : { ...release, nameScope: undefined };
  });
}

/** Returns the paths of the files of a release. */
export function releaseFiles(release: ReleaseParts): {
  readonly values: string;
  readonly config: string;
  readonly application: string;
} {
  const folder = releaseFolder(release);
  return {
    values: `${folder}/values.yaml`,
    config: `${folder}/config.yaml`,
    application: `${folder}/application.yaml`,
  };
}

/** Root Applications of a cluster type, each with its own sentinel. */
export type RootName = 'apps' | 'platform' | 'operators';

/** Paths of a root Application in the state store. */
export interface RootPaths {
  /** Path of the root Application itself. */
  readonly file: string;
  /** Folder that the root watches. */
  readonly watches: string;
  /** Glob over paths relative to that folder, in which `*` crosses `/` (Argo CD, directory include). */
  readonly include: string;
  /** Path of the sentinel: an object that always exists, so that Argo CD can prune the last Application. */
  readonly sentinel: string;
}

/** Category of the releases that each root applies. */
const categoryOf = { apps: 'applications', platform: 'platform' } as const;

/** Returns the paths of a root Application of a cluster type. */
export function rootPaths(clusterType: string, root: RootName): RootPaths {
  const file = `${rootsFolder}/${clusterType}/${clusterType}-${root}-rootapp.yaml`;
  if (root === 'operators') {
    const watches = `operators/${clusterType}`;
    return {
      file,
      watches,
      include: '{*/application.yaml,_operators-root.yaml}',
      sentinel: `${watches}/_operators-root.yaml`,
    };
  }
  const watches = `environments/${clusterType}`;
  return {
    file,
    watches,
    include: `{*/${categoryOf[root]}/*/application.yaml,_${root}-root.yaml}`,
    sentinel: `${watches}/_${root}-root.yaml`,
  };
}

/** Returns the glob of the root `platform` that also includes namespace defaults. */
export function includeNamespaces(include: string): string {
  return `${include.slice(0, -1)},${namespacesFolder}/*.yaml}`;
}

/** Roots that apply releases: `apps` applies applications, `platform` applies services and namespaces. */
export type ReleaseRoot = Exclude<RootName, 'operators'>;

/** Every root that applies releases. An environment with ApplicationSets has one set for each of them. */
export const releaseRoots: readonly ReleaseRoot[] = ['apps', 'platform'];

/** Paths of an ApplicationSet in the state store. */
export interface ApplicationSetPaths {
  /** Path of the ApplicationSet itself. */
  readonly file: string;
  /** Glob of the Applications that it creates, in which `**` matches folders (Argo CD, "Git file generator"). */
  readonly files: string;
}

/** Folder of ApplicationSets. */
export const applicationSetsFolder = 'appsets';

/** Folder of root Applications and AppProjects. */
export const rootsFolder = 'root-apps';

/** Returns the paths of the ApplicationSet for one root of an environment. */
export function applicationSetPaths({
  clusterType,
  environment,
  root,
}: {
  readonly clusterType: string;
  readonly environment: string;
  readonly root: ReleaseRoot;
}): ApplicationSetPaths {
  return {
    file: `${applicationSetsFolder}/${clusterType}/${root}/${environment}-appset.yaml`,
    files: `environments/${clusterType}/${environment}/${categoryOf[root]}/**/application.yaml`,
  };
}

/** Returns the paths of the ApplicationSet of the namespace defaults of a cluster type. */
export function namespacesApplicationSetPaths(clusterType: string): ApplicationSetPaths {
  return {
    file: `${applicationSetsFolder}/${clusterType}/platform/${namespacesFolder}-appset.yaml`,
    files: `environments/${clusterType}/${namespacesFolder}/*.yaml`,
  };
}

/** Folder of namespace defaults; no environment has this name. */
const namespacesFolder = '_namespaces';

/** Returns the path of the Application of a namespace's defaults. */
export function namespaceFile(clusterType: string, namespace: string): string {
  return `environments/${clusterType}/${namespacesFolder}/${namespace}.yaml`;
}

/** Returns the path of the file with the AppProjects of a cluster type. */
export function projectsFile(clusterType: string): string {
  return `${rootsFolder}/${clusterType}/${clusterType}-projects.yaml`;
}

/** Returns the path of an operator's Application. */
export function operatorFile(clusterType: string, operator: string): string {
  return `operators/${clusterType}/${operator}/application.yaml`;
}

/** Folder of the entities for a software catalog. Root Applications do not watch it. */
export const catalogFolder = 'catalog';

/** Returns the URL of the platform's chart registry, without a slash at its end. */
export function chartRegistryURL({ chartsRepository }: Platform): string {
  return withoutTrailingSlashes(chartsRepository.url);
}

/** Returns the URL of the state store's Git repository, as Argo CD reaches it. */
export function stateStoreURL({ giteaURL, organization, repositories }: Platform): string {
  return `${withoutTrailingSlashes(giteaURL)}/${organization}/${repositories.stateStore}.git`;
}
