/** The repository of the state store, as pods of the cluster reach it. */
export interface GitAccess {
  /** `https://host[:port]/organization/repository.git` */
  readonly url: string;
  readonly branch: string;
  readonly username: string;
  readonly password: string;
  /** PEM of a private certificate authority; the public ones where left out. */
  readonly ca?: string | undefined;
}

/** The branch of a repository where nothing else is said. */
export const defaultBranch = 'main';
