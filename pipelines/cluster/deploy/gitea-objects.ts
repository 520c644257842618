import { defaultBranch } from './git-access.ts';
import { readWorkload, type WorkloadValues } from './workload.ts';

/** Names of Gitea in the cluster, as in kind/platform/gitea.yaml. Only pods can resolve its host. */
export const gitea = {
  namespace: 'gitea',
  name: 'gitea',
  service: 'gitea-http',
  port: 3000,
  host: 'gitea-http.gitea.svc.cluster.local',
  /** Secret of its certificate: `tls.crt`, `tls.key`, `ca.crt`. */
  certificate: 'gitea-tls',
  /** Secret of its administrator: `username`, `password`. */
  administrator: 'gitea-admin',
  /** Secret of the keys that Gitea would otherwise write into its own configuration. */
  keys: 'gitea-keys',
  branch: defaultBranch,
} as const;

/** Names and addresses of Gitea, within the cluster and through a forwarded port. */
export const giteaNames = {
  // the first is the subject of the certificate
  dns: [gitea.host, 'gitea-http', 'gitea-http.gitea', 'gitea-http.gitea.svc', 'localhost'],
  ip: ['127.0.0.1'],
} as const;

/** Path of Gitea's configuration, which its command line tool needs too. */
export const giteaConfiguration = '/etc/gitea/app.ini';

/**
 * Returns Gitea's namespace and the objects in it, in the order in which they are needed. The pod needs the Secrets
 * too.
 *
 * @param values.certificate PEM
 */
export function renderGitea({
  certificate,
  ...values
}: WorkloadValues & { readonly certificate: string }): ReturnType<typeof readWorkload> {
  return readWorkload('gitea.yaml', { ...values, readAtStart: certificate });
}
