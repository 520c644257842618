import type { Platform } from './platform.ts';
import type { Release } from './release.ts';

/*
 * The tree of the state store: the only file that knows its paths. Every path belongs to exactly one request,
 * because two writers of one path overwrite each other. Paths are made of constants and checked names, never of
 * text from a request.
 */

/** Folder of one release: `environments/<ct>/<env>/applications/<name>`. */
export function releaseFolder(
  release: Pick<Release, 'clusterType' | 'environment' | 'category' | 'name'>,
): string {
  return `environments/${release.clusterType}/${release.environment}/${release.category}/${release.name}`;
}

/** The three files of a release. */
export function releaseFiles(release: Pick<Release, 'clusterType' | 'environment' | 'category' | 'name'>): {
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

/** The halves of a cluster type, each with a root Application and a sentinel of its own. */
export type RootName = 'apps' | 'platform' | 'operators';

/** Paths of a root Application in the state store. */
export interface RootPaths {
  /** Path of the root Application itself. */
  readonly file: string;
  /** Folder that the root watches. */
  readonly watches: string;
  /** Glob over paths relative to that folder, in which `*` crosses `/` (Argo CD, directory include). */
  readonly include: string;
  /** Path of the object that always stays, so that the last Application can be pruned. */
  readonly sentinel: string;
}

/** Returns the paths of one root of a cluster type. */
export function rootPaths(clusterType: string, root: RootName): RootPaths {
  const file = `root-apps/${clusterType}/${clusterType}-${root}-rootapp.yaml`;
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
  const category = root === 'apps' ? 'applications' : 'platform';
  return {
    file,
    watches,
    include: `{*/${category}/*/application.yaml,_${root}-root.yaml}`,
    sentinel: `${watches}/_${root}-root.yaml`,
  };
}

/** File with the AppProjects of a cluster type. */
export function projectsFile(clusterType: string): string {
  return `root-apps/${clusterType}/${clusterType}-projects.yaml`;
}

/** File of an operator's Application. */
export function operatorFile(clusterType: string, operator: string): string {
  return `operators/${clusterType}/${operator}/application.yaml`;
}

/** URL of the Git repository behind the state store, as Argo CD reaches it. */
export function stateStoreURL({ giteaURL, organization, repositories }: Platform): string {
  return `${giteaURL.replace(/\/+$/, '')}/${organization}/${repositories.stateStore}.git`;
}
