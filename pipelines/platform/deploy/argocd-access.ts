import { randomBytes } from 'node:crypto';
import { argocdNamespace } from '../../../shared/argocd/application.ts';
import {
  platformRootName,
  renderPlatformProject,
  renderPlatformRoot,
} from '../../../shared/argocd/platform-root.ts';
import {
  type Account,
  renderChartCredentials,
  renderGitRepository,
} from '../../../shared/argocd/repository-secret.ts';
import { encodeData, renderSecret } from '../../../shared/kubernetes-secret.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyObjects, applyWhenReady } from './apply-objects.ts';
import { readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { patchObject } from './patch-object.ts';
import type { ChartsPlace } from './registry.ts';
import type { Outcome } from './step.ts';

/** Where Argo CD's server takes webhooks, as a pod of the cluster reaches it. */
export const argocdWebhookURL = 'https://argocd-server.argocd.svc.cluster.local/api/webhook';

/** Where Argo CD reads the secret that a push is signed with; Gitea's pushes are Gogs' to it. */
const webhookSecret = { namespace: argocdNamespace, name: 'argocd-secret', key: 'webhook.gogs.secret' };

/** What Argo CD needs of the platform. */
export interface ArgocdAccess {
  readonly git: GitAccess;
  readonly charts: ChartsPlace;
  /** For the registry; anonymous where left out. */
  readonly account?: Account | undefined;
  /** Seconds for each wait. */
  readonly within: number;
}

/** Argo CD's access to Git and to the charts, and the root of all roots. @throws KubectlError, Obstacle */
export async function deployRoot(kubectl: Kubectl, access: ArgocdAccess): Promise<Outcome<void>> {
  const objects = renderArgocdAccess(access);
  const change = await applyWhenReady(kubectl, { objects, what: 'the root', within: access.within });
  return { value: undefined, change, detail: `Application ${argocdNamespace}/${platformRootName}` };
}

/** The objects of {@link deployRoot}. */
export function renderArgocdAccess({
  git,
  charts,
  account,
}: Omit<ArgocdAccess, 'within'>): readonly object[] {
  const source = { repoURL: git.url, branch: git.branch };
  return [
    renderGitRepository(git),
    renderChartCredentials({ ...charts, account }),
    renderPlatformProject(source),
    renderPlatformRoot(source),
  ];
}

/** The secret that pushes are signed with: made once, whoever made it. @throws KubectlError */
export async function ensureWebhookSecret(
  kubectl: Kubectl,
): Promise<{ readonly secret: string; readonly isNew: boolean }> {
  const { namespace, name, key } = webhookSecret;
  const found = (await readSecret(kubectl, { namespace, name }))?.[key];
  if (found !== undefined && found !== '') return { secret: found, isNew: false };
  const secret = randomBytes(24).toString('base64url');
  const data = { [key]: secret };
  const patched = await patchObject(
    kubectl,
    { resource: 'secret', namespace, name },
    { data: encodeData(data) },
  );
  if (patched === undefined) await applyObjects(kubectl, [renderSecret({ namespace, name, data })]);
  return { secret, isNew: true };
}
