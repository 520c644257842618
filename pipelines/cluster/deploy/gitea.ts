import { randomBytes } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { applyObjects } from './apply-objects.ts';
import type { Deployment } from './deploy-options.ts';
import { checkNamespace, checkPodKept, chooseStorage, storageWarnings } from './deployed-workload.ts';
import type { DeployEdges } from './edges.ts';
import { ensureSecret, readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { withGitea } from './gitea-client.ts';
import { ensureRepository, ensureUser } from './gitea-content.ts';
import { gitea, giteaNames, renderGitea } from './gitea-objects.ts';
import { waitForRollout } from './rollout.ts';
import { type SpellOption, spellPlainly } from './spell-option.ts';
import { foldChanges, type Outcome } from './step.ts';
import { versions } from './versions.ts';
import type { WorkloadValues } from './workload.ts';

const defaultStateStore = { organization: 'infraforge', repository: 'state-store' };

/** Deploys Gitea in the cluster, with the repository of the state store. @throws ClusterError, ActionableError */
export async function deployGitea(deployment: Deployment): Promise<Outcome<GitAccess>> {
  const { cluster, platform, images = {}, timeout, edges, spell = spellPlainly } = deployment;
  const { namespace, name } = gitea;
  await checkNamespace(cluster, namespace, spell('gitUrl'));
  const storage = await chooseStorage(cluster, gitea);
  const values = { image: images.gitea ?? versions.gitea.image, platform, storage };
  if (storage === 'pod') await checkRepositoriesKept(cluster, { ...values, spell });
  const [namespaceObject] = renderGitea({ ...values, certificate: '' });
  const created = await applyObjects(cluster, [namespaceObject]);
  const certificate = await ensureCertificate(cluster, edges);
  const keys = await ensureKeys(cluster);
  const administrator = await ensureAdministrator(cluster);
  const [, ...rendered] = renderGitea({ ...values, certificate: certificate.data['tls.crt'] });
  const objects = await applyObjects(cluster, rendered);
  await waitForRollout(cluster, { namespace, name, timeout });

  const { organization, repository } = deployment.stateStore ?? defaultStateStore;
  const access = { ...administrator.data, ca: certificate.data['ca.crt'] };
  const content = await withGitea(cluster, access, async (connection) => [
    await ensureUser(cluster, connection, access),
    ...(await ensureRepository(connection, { organization, repository })),
  ]);
  const url = `https://${gitea.host}:${gitea.port}/${organization}/${repository}.git`;
  return {
    value: { url, branch: gitea.branch, ...access },
    change: foldChanges([
      created,
      certificate.change,
      keys.change,
      administrator.change,
      objects,
      ...content,
    ]),
    detail: url,
    warnings: storageWarnings({ name: 'Gitea', storage }),
  };
}

/** Checks that repositories in Gitea's pod are kept: requests would write the files again, but not the history. */
async function checkRepositoriesKept(
  cluster: Cluster,
  { spell, ...values }: WorkloadValues & { readonly spell: SpellOption },
): Promise<void> {
  const { namespace, name } = gitea;
  const tls = await readSecret(cluster, { namespace, name: gitea.certificate });
  const wanted = renderGitea({ ...values, certificate: tls?.['tls.crt'] ?? '' });
  await checkPodKept(cluster, wanted, (running) => ({
    reason:
      'Gitea keeps its data in its pod, and a new image, certificate or configuration needs a new pod: its repositories would be lost',
    hint: `set ${spell('giteaImage', running)} if only the image differs; otherwise copy the repositories (git clone --mirror), delete Deployment ${name} in namespace ${namespace}, repeat, and push the copies`,
  }));
}

function ensureCertificate(cluster: Cluster, { makeCertificate }: Pick<DeployEdges, 'makeCertificate'>) {
  return ensureSecret(cluster, {
    namespace: gitea.namespace,
    name: gitea.certificate,
    type: 'kubernetes.io/tls',
    keys: ['tls.crt', 'tls.key', 'ca.crt'],
    make: async () => ({ ...(await makeCertificate(giteaNames.dns, giteaNames.ip)) }),
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

function ensureAdministrator(cluster: Cluster) {
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
