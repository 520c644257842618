import { argocdNamespace } from '../../../shared/argocd/names.ts';
import {
  platformRootName,
  renderPlatformProject,
  renderPlatformRoot,
} from '../../../shared/argocd/platform-root.ts';
import {
  type Account,
  chartCredentialsName,
  renderChartCredentials,
  renderGitRepository,
} from '../../../shared/argocd/repository-secret.ts';
import type { Cluster } from '../cluster.ts';
import type { ChartRegistry } from '../operate/chart-registries.ts';
import { applyWhenReady } from './apply-objects.ts';
import { readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import type { Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Git and charts of the platform. */
export interface ArgocdAccess {
  readonly git: GitAccess;
  readonly charts: ChartRegistry;
  /** Account for the registry. Defaults to the account of an earlier run, or to anonymous access. */
  readonly account?: Account | undefined;
  /** For each wait. */
  readonly timeout: Timeout;
}

/** Gives Argo CD access to Git and to the charts, and creates the root of all roots. @throws ClusterError, ActionableError */
export async function deployRoot(cluster: Cluster, access: ArgocdAccess): Promise<Outcome<void>> {
  const account = access.account ?? (await knownAccount(cluster, access.charts));
  const objects = renderArgocdAccess({ ...access, account });
  const change = await applyWhenReady(cluster, { objects, what: 'the root', timeout: access.timeout });
  return { value: undefined, change, detail: `Application ${argocdNamespace}/${platformRootName}` };
}

/** Returns the registry and account that an earlier run gave Argo CD; empty without one. @throws ClusterError */
export async function readChartCredentials(
  cluster: Cluster,
): Promise<{ readonly url?: string } & Partial<Account>> {
  return (await readSecret(cluster, { namespace: argocdNamespace, name: chartCredentialsName })) ?? {};
}

/** Returns the account of an earlier run at the same registry, so that a change of the image needs no account. */
async function knownAccount(cluster: Cluster, charts: ChartRegistry): Promise<Account | undefined> {
  const { url, username, password } = await readChartCredentials(cluster);
  return url === charts.url && username && password ? { username, password } : undefined;
}

/** Returns the objects of {@link deployRoot}. */
export function renderArgocdAccess({
  git,
  charts,
  account,
}: Omit<ArgocdAccess, 'timeout'>): readonly object[] {
  const source = { repoURL: git.url, branch: git.branch };
  return [
    renderGitRepository({ url: git.url, ...git.reader }),
    renderChartCredentials({ ...charts, account }),
    renderPlatformProject(source),
    renderPlatformRoot(source),
  ];
}
