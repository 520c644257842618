import { argocdNamespace } from '../../../shared/argocd/application.ts';
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
import { encodeData, renderSecret } from '../../../shared/kubernetes-secret.ts';
import { type ArgocdParameters, argocdParameters, argocdScheme, argocdServer } from '../argocd-server.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyObjects, applyWhenReady } from './apply-objects.ts';
import { readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { patchObject } from './patch-object.ts';
import type { ChartsPlace } from './registry.ts';
import type { Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Path of webhooks of Argo CD's server. */
export const webhookPath = '/api/webhook';

/** Key that signs pushes. Argo CD treats pushes of Gitea as pushes of Gogs. */
const webhookSecret = { namespace: argocdNamespace, name: 'argocd-secret', key: 'webhook.gogs.secret' };

/** Git and charts of the platform. */
export interface ArgocdAccess {
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** Account for the registry. Defaults to the account of an earlier run, or to anonymous access. */
  readonly account?: Account | undefined;
  /** For each wait. */
  readonly timeout: Timeout;
}

/** Gives Argo CD access to Git and to the charts, and creates the root of all roots. @throws KubectlError, ActionableError */
export async function deployRoot(kubectl: Kubectl, access: ArgocdAccess): Promise<Outcome<void>> {
  const account = access.account ?? (await knownAccount(kubectl, access.charts));
  const objects = renderArgocdAccess({ ...access, account });
  const change = await applyWhenReady(kubectl, { objects, what: 'the root', timeout: access.timeout });
  return { value: undefined, change, detail: `Application ${argocdNamespace}/${platformRootName}` };
}

/** Returns the registry and account that an earlier run gave Argo CD; empty without one. @throws KubectlError */
export async function readChartCredentials(
  kubectl: Kubectl,
): Promise<{ readonly url?: string } & Partial<Account>> {
  return (await readSecret(kubectl, { namespace: argocdNamespace, name: chartCredentialsName })) ?? {};
}

/** Returns the account of an earlier run at the same registry, so that a change of the image needs no account. */
async function knownAccount(kubectl: Kubectl, charts: ChartsPlace): Promise<Account | undefined> {
  const { url, username, password } = await readChartCredentials(kubectl);
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
    renderGitRepository(git),
    renderChartCredentials({ ...charts, account }),
    renderPlatformProject(source),
    renderPlatformRoot(source),
  ];
}

/** Returns the address at which Argo CD's server takes webhooks, as a pod of the cluster reaches it. @throws KubectlError */
export async function readWebhookURL(kubectl: Kubectl): Promise<string> {
  const place = ['configmap', argocdParameters.name, `--namespace=${argocdNamespace}`];
  const scheme = argocdScheme(await kubectl.find<ArgocdParameters>(place));
  return `${scheme}://${argocdServer}.${argocdNamespace}.svc.cluster.local${webhookPath}`;
}

/** Returns the secret that signs pushes, if it exists. @throws KubectlError */
export async function readWebhookSecret(kubectl: Kubectl): Promise<string | undefined> {
  const { namespace, name, key } = webhookSecret;
  return (await readSecret(kubectl, { namespace, name }))?.[key] || undefined;
}

/** Makes Argo CD require a signature on every push. @throws KubectlError */
export async function keepWebhookSecret(kubectl: Kubectl, secret: string): Promise<void> {
  const { namespace, name, key } = webhookSecret;
  const data = { [key]: secret };
  const place = { resource: 'secret', namespace, name };
  const patched = await patchObject(kubectl, place, { data: encodeData(data) });
  if (patched === undefined) await applyObjects(kubectl, [renderSecret({ namespace, name, data })]);
}
