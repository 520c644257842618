import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterAccess } from './platform.ts';

/** Runs kubectl and returns its standard output. @throws Error with its standard error */
export type Kubectl = ClusterAccess['kubectl'];

interface Kubeconfig {
  readonly contexts: readonly { readonly name: string; readonly context: object }[];
}

/**
 * Returns kubectl as a user who has only a token of a ServiceAccount.
 * @param options.issuer user who requests the token; defaults to the administrator
 */
export async function kubectlAs(
  { kubectl, folder }: Pick<ClusterAccess, 'kubectl' | 'folder'>,
  { namespace, account, issuer = kubectl }: { namespace: string; account: string; issuer?: Kubectl },
): Promise<Kubectl> {
  const token = await issuer(['create', 'token', account, `--namespace=${namespace}`]);
  const text = await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '--output=json']);
  const config = JSON.parse(text) as Kubeconfig;
  const contexts = config.contexts.map(({ name, context }) => ({
    name,
    context: { ...context, user: account },
  }));
  const users = [{ name: account, user: { token: token.trim() } }];
  const file = join(mkdtempSync(join(folder, 'user-')), 'kubeconfig');
  writeFileSync(file, JSON.stringify({ ...config, contexts, users }), { mode: 0o600 });
  return (args, input) => kubectl([`--kubeconfig=${file}`, ...args], input);
}
