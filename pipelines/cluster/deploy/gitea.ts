import { randomBytes } from 'node:crypto';
import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { type Account, gitCredentialsName } from '../../../shared/argocd/repository-secret.ts';
import type { Cluster } from '../cluster.ts';
import { applyObjects } from './apply-objects.ts';
import type { Deployment } from './deploy-options.ts';
import { checkNamespace, checkPodKept, chooseStorage, storageWarnings } from './deployed-workload.ts';
import type { DeployEdges } from './edges.ts';
import { ensureSecret, readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { kratix } from './git-authority.ts';
import { isInLastYear, isRenewable } from './gitea-certificate.ts';
import { withGitea } from './gitea-client.ts';
import { ensureRepository, type GiteaRepository } from './gitea-content.ts';
import { gitea, giteaNames, renderGitea } from './gitea-objects.ts';
import { ensureAdministrator, ensureCollaborator } from './gitea-users.ts';
import { type PrintOption, printPlainOption } from './print-option.ts';
import { waitForRollout } from './rollout.ts';
import { stateStore } from './state-store.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import { versions } from './versions.ts';
import type { Storage, WorkloadValues } from './workload.ts';

const defaultStateStore: GiteaRepository = { organization: 'infraforge', repository: 'state-store' };

/**
 * Deploys Gitea in the cluster, with the repository of the state store and an account for Kratix and for Argo CD. The
 * administrator is used during a deployment only.
 *
 * @throws ClusterError, ActionableError
 */
export async function deployGitea(deployment: Deployment): Promise<Outcome<GitAccess>> {
  const { cluster, platform, images = {}, timeout, edges, printOption = printPlainOption } = deployment;
  const { namespace, name } = gitea;
  await checkNamespace(cluster, namespace, printOption('gitUrl'));
  const storage = await chooseStorage(cluster, gitea);
  const values = { image: images.gitea ?? versions.gitea.image, platform, storage };
  if (storage === 'pod') await checkRepositoriesKept(cluster, { ...values, printOption });
  const [namespaceObject] = renderGitea({ ...values, certificate: '' });
  const created = await applyObjects(cluster, [namespaceObject]);
  const certificate = await ensureCertificate(cluster, { edges, storage });
  const keys = await ensureKeys(cluster);
  const administrator = await ensureAdministratorSecret(cluster);
  const [, ...rendered] = renderGitea({ ...values, certificate: certificate.data['tls.crt'] });
  const objects = await applyObjects(cluster, rendered);
  await waitForRollout(cluster, { namespace, name, timeout });

  const location = deployment.stateStore ?? defaultStateStore;
  const ca = certificate.data['ca.crt'];
  const { writer, reader, content } = await ensureContent(cluster, {
    administrator: administrator.data,
    ca,
    location,
  });
  const url = `https://${gitea.host}:${gitea.port}/${location.organization}/${location.repository}.git`;
  return {
    value: { url, branch: gitea.branch, writer, reader, ca },
    change: foldChanges([
      created,
      certificate.change,
      keys.change,
      administrator.change,
      objects,
      ...content,
    ]),
    detail: url,
    warnings: [
      ...storageWarnings({ name: 'Gitea', storage }),
      ...(isInLastYear(certificate.data['tls.crt'], edges.today()) ? [notRenewed] : []),
    ],
  };
}

const notRenewed =
  'The certificate of Gitea ends within a year. It is not renewed, because a new pod would lose the repositories: copy them (git clone --mirror), delete Deployment gitea and Secret gitea-tls in namespace gitea, repeat, and push the copies';

/** Creates the repository, and the accounts of Kratix and Argo CD. */
async function ensureContent(
  cluster: Cluster,
  options: { readonly administrator: Account; readonly ca: string; readonly location: GiteaRepository },
): Promise<Pick<GitAccess, 'writer' | 'reader'> & { readonly content: readonly Change[] }> {
  const { administrator, ca, location } = options;
  const [writer, reader] = [
    await chooseAccount(cluster, 'kratix', { namespace: kratix.namespace, name: stateStore.secret }),
    await chooseAccount(cluster, 'argocd', { namespace: argocdNamespace, name: gitCredentialsName }),
  ];
  const content = await withGitea(cluster, { ...administrator, ca }, async (connection) => [
    await ensureAdministrator(cluster, connection, administrator),
    ...(await ensureRepository(connection, location)),
    await ensureCollaborator(connection, { account: writer, permission: 'write', ...location }),
    await ensureCollaborator(connection, { account: reader, permission: 'read', ...location }),
  ]);
  return { writer, reader, content };
}

/** Returns the account in the Secret that a later step writes, or a new one. An earlier version stored the administrator. */
async function chooseAccount(
  cluster: Cluster,
  username: string,
  secret: { readonly namespace: string; readonly name: string },
): Promise<Account> {
  const known = await readSecret(cluster, secret);
  const isOurs = known?.['username'] === username && known['password'];
  return { username, password: isOurs ? known['password']! : randomText(24) };
}

/** Checks that repositories in Gitea's pod are kept: requests would write the files again, but not the history. */
async function checkRepositoriesKept(
  cluster: Cluster,
  { printOption, ...values }: WorkloadValues & { readonly printOption: PrintOption },
): Promise<void> {
  const { namespace, name } = gitea;
  const tls = await readSecret(cluster, { namespace, name: gitea.certificate });
  const wanted = renderGitea({ ...values, certificate: tls?.['tls.crt'] ?? '' });
  await checkPodKept(cluster, wanted, (running) => ({
    reason:
      'Gitea keeps its data in its pod, and a new image, certificate or configuration needs a new pod: its repositories would be lost',
    hint: `set ${printOption('giteaImage', running)} if only the image differs; otherwise copy the repositories (git clone --mirror), delete Deployment ${name} in namespace ${namespace}, repeat, and push the copies`,
  }));
}

/** Renews the certificate in its last year, unless this would lose the repositories in the pod. */
function ensureCertificate(
  cluster: Cluster,
  {
    edges,
    storage,
  }: { readonly edges: Pick<DeployEdges, 'makeCertificate' | 'today'>; readonly storage: Storage },
) {
  return ensureSecret(cluster, {
    namespace: gitea.namespace,
    name: gitea.certificate,
    type: 'kubernetes.io/tls',
    keys: ['tls.crt', 'tls.key', 'ca.crt'],
    make: async () => ({ ...(await edges.makeCertificate(giteaNames.dns, giteaNames.ip)) }),
    isOutdated: (data) => storage === 'claim' && isRenewable(data['tls.crt'], edges.today()),
  });
}

function ensureKeys(cluster: Cluster) {
  return ensureSecret(cluster, {
    namespace: gitea.namespace,
    name: gitea.keys,
    keys: ['secret-key', 'internal-token', 'jwt-secret'],
    make: () => ({
      'secret-key': randomText(48),
      'internal-token': randomText(48),
      'jwt-secret': randomText(32),
    }),
  });
}

function ensureAdministratorSecret(cluster: Cluster) {
  return ensureSecret(cluster, {
    namespace: gitea.namespace,
    name: gitea.administrator,
    keys: ['username', 'password'],
    make: () => ({ username: 'infraforge-admin', password: randomText(24) }),
  });
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}
