/** Repository of the state store, with its address for pods. */
export interface GitAccess {
  /** `https://host[:port]/organization/repository.git` */
  readonly url: string;
  readonly branch: string;
  readonly username: string;
  readonly password: string;
  /** PEM of a private CA. Defaults to the public CAs. */
  readonly ca?: string | undefined;
}

/** Default branch of the state store. */
export const defaultBranch = 'main';
