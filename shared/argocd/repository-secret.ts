import type { Values } from '../helm/chart.ts';
import { renderSecret } from '../kubernetes-secret.ts';
import { argocdNamespace } from './names.ts';

/** Account that Argo CD signs in with. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Name of the Secret of {@link renderGitRepository}. */
export const gitCredentialsName = 'infraforge-state-store';

/** Renders the Secret with Argo CD's credentials for a Git repository (Argo CD, "Private repositories"). */
export function renderGitRepository({ url, username, password }: Account & { readonly url: string }): Values {
  return renderAccess(gitCredentialsName, 'repository', { type: 'git', url, username, password });
}

/** Name of the Secret of {@link renderChartCredentials}. */
export const chartCredentialsName = 'infraforge-charts';

/**
 * Renders the Secret with Argo CD's credentials for every chart of a registry (Argo CD, "Repository credentials" and
 * "OCI").
 *
 * @param charts.url `oci://host[:port]/path`
 * @param charts.account account to sign in with; anonymous if undefined
 */
export function renderChartCredentials(charts: {
  readonly url: string;
  readonly plainHTTP: boolean;
  readonly account?: Account | undefined;
}): Values {
  const plain = charts.plainHTTP ? { insecureOCIForceHttp: 'true' } : {};
  return renderAccess(chartCredentialsName, 'repo-creds', {
    type: 'oci',
    url: charts.url,
    ...plain,
    ...charts.account,
  });
}

function renderAccess(name: string, type: string, data: Readonly<Record<string, string>>): Values {
  const labels = { 'app.kubernetes.io/managed-by': 'infraforge', 'argocd.argoproj.io/secret-type': type };
  return renderSecret({ namespace: argocdNamespace, name, labels, data });
}
