import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { type Account, gitCredentialsName } from '../../../shared/argocd/repository-secret.ts';
import type { Cluster } from '../cluster.ts';
import type { ExistingGit } from './deploy-options.ts';
import { readSecret } from './ensure-secret.ts';
import { defaultBranch, type GitAccess } from './git-access.ts';
import { kratix } from './git-authority.ts';
import { stateStore } from './state-store.ts';
import type { Outcome } from './step.ts';

/** Returns the access to an existing repository, with a warning if Argo CD may write. @throws ClusterError */
export async function useGit(cluster: Cluster, git: ExistingGit): Promise<Outcome<GitAccess>> {
  const reader = git.reader ?? (await knownReader(cluster, git.url)) ?? git.writer;
  const value = { ...git, branch: git.branch ?? defaultBranch, reader };
  const isShared = reader.username === git.writer.username;
  const warning =
    'Argo CD signs in to Git with the account of Kratix, which writes. Set GIT_READ_USERNAME and GIT_READ_PASSWORD in the environment to an account that only reads';
  return { value, detail: git.url, warnings: isShared ? [warning] : [] };
}

/** Returns Argo CD's account of an earlier run for the same repository, if it was not the account of Kratix. */
async function knownReader(cluster: Cluster, url: string): Promise<Account | undefined> {
  const known = await readSecret(cluster, { namespace: argocdNamespace, name: gitCredentialsName });
  const writer = await readSecret(cluster, { namespace: kratix.namespace, name: stateStore.secret });
  const { username, password } = known ?? {};
  if (known?.['url'] !== url || !username || !password) return undefined;
  return username === writer?.['username'] ? undefined : { username, password };
}
