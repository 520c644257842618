import type { Account } from '../../../shared/argocd/repository-secret.ts';

/** Repository of the state store, with its address for pods. */
export interface GitAccess {
  /** `https://host[:port]/organization/repository.git` */
  readonly url: string;
  readonly branch: string;
  /** Account of Kratix, which writes. */
  readonly writer: Account;
  /** Account of Argo CD, which reads. */
  readonly reader: Account;
  /** PEM of a private CA. Defaults to the public CAs. */
  readonly ca?: string | undefined;
}

/** Default branch of the state store. */
export const defaultBranch = 'main';
