import { randomBytes } from 'node:crypto';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { renderSecret } from '../../../shared/kubernetes-secret.ts';
import { type ArgocdParameters, argocdParameters, argocdScheme, argocdServer } from '../argocd-server.ts';
import type { Cluster } from '../cluster.ts';
import { applyObjects } from './apply-objects.ts';
import { readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { mustCallGitea, withGitea } from './gitea-client.ts';
import { gitea } from './gitea-objects.ts';
import type { Change, Outcome } from './step.ts';

/** Path of webhooks of Argo CD's server. */
export const webhookPath = '/api/webhook';

/** Key that signs pushes. Argo CD treats pushes of Gitea as pushes of Gogs. */
const signature = { namespace: argocdNamespace, name: 'argocd-secret', key: 'webhook.gogs.secret' };

/** Makes Gitea notify Argo CD of each push, with a signature. @throws ClusterError, ConnectionLost, ActionableError */
export async function deployWebhook(cluster: Cluster, git: GitAccess): Promise<Outcome<void>> {
  const { namespace, name, key } = signature;
  const scheme = argocdScheme(await cluster.find<ArgocdParameters>(argocdParameters));
  const url = `${scheme}://${argocdServer}.${argocdNamespace}.svc.cluster.local${webhookPath}`;
  const known = (await readSecret(cluster, { namespace, name }))?.[key] || undefined;
  const secret = known ?? randomBytes(24).toString('base64url');
  const change = await ensureWebhook(cluster, git, { url, secret, isSecretNew: known === undefined });
  // last, so that a run after an interruption creates both again; other keys of the Secret stay
  if (known === undefined) {
    await applyObjects(cluster, [renderSecret({ namespace, name, data: { [key]: secret } })]);
  }
  return { value: undefined, change, detail: url };
}

/** Creates the webhook of the repository. The API cannot change the secret of an existing one. */
async function ensureWebhook(
  cluster: Cluster,
  git: GitAccess,
  webhook: { readonly url: string; readonly secret: string; readonly isSecretNew: boolean },
): Promise<Change> {
  const { url, secret, isSecretNew } = webhook;
  const hooks = `/repos/${new URL(git.url).pathname.replace(/^\/|\.git$/g, '')}/hooks`;
  const administrator = await readSecret(cluster, { namespace: gitea.namespace, name: gitea.administrator });
  const { username = '', password = '' } = administrator ?? {};
  return withGitea(cluster, { username, password, ca: git.ca ?? '' }, async (connection) => {
    const existing = (await mustCallGitea(connection, `GET ${hooks}`)) as {
      id: number;
      config: { url?: string };
    }[];
    const ours = existing.filter(({ config }) => config.url === url);
    if (ours.length > 0 && !isSecretNew) return 'unchanged';
    for (const { id } of ours) await mustCallGitea(connection, `DELETE ${hooks}/${id}`);
    const config = { url, content_type: 'json', secret };
    const wanted = { type: 'gitea', active: true, events: ['push'], branch_filter: git.branch, config };
    await mustCallGitea(connection, `POST ${hooks}`, wanted);
    return 'created';
  });
}
