import { randomBytes } from 'node:crypto';
import { Agent } from 'node:https';
import { type Kubectl, KubectlError } from '../kubectl.ts';
import { throughPort } from '../through-port.ts';
import { applyObjects } from './apply-objects.ts';
import { checkNamespace, checkPodKept, chooseStorage, storageWarnings } from './deployed-workload.ts';
import type { DeployEdges } from './edges.ts';
import { ensureSecret, readSecret } from './ensure-secret.ts';
import type { GitAccess } from './git-access.ts';
import { ask, basic, demand, type GiteaConnection } from './gitea-client.ts';
import { gitea, giteaConfiguration, giteaNames, renderGitea } from './gitea-objects.ts';
import { waitForRollout } from './rollout.ts';
import { type SpellOption, spellPlainly } from './spell-option.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** The state store as a repository of Gitea. */
export interface GiteaOptions extends Pick<DeployEdges, 'makeCertificate'> {
  /** Folder of the objects of Gitea. */
  readonly platform: string;
  readonly image: string;
  readonly organization: string;
  readonly repository: string;
  /** For each wait. */
  readonly timeout: Timeout;
  /** Spells the options that messages name. */
  readonly spell?: SpellOption | undefined;
}

/** Deploys Gitea in the cluster, with the repository of the state store. @throws KubectlError, ActionableError */
export async function deployGitea(kubectl: Kubectl, options: GiteaOptions): Promise<Outcome<GitAccess>> {
  const { spell = spellPlainly } = options;
  await checkNamespace(kubectl, gitea.namespace, spell('gitUrl'));
  const storage = await chooseStorage(kubectl, gitea);
  if (storage === 'pod') await checkRepositoriesKept(kubectl, options);
  const { image, platform } = options;
  const values = { image, platform, storage };
  const [namespaceObject] = renderGitea({ ...values, certificate: '' });
  const namespace = await applyObjects(kubectl, [namespaceObject]);
  const certificate = await ensureCertificate(kubectl, options);
  const keys = await ensureKeys(kubectl);
  const administrator = await ensureAdministrator(kubectl);
  const [, ...rendered] = renderGitea({ ...values, certificate: certificate.data['tls.crt'] });
  const objects = await applyObjects(kubectl, rendered);
  const { namespace: scope, name } = gitea;
  await waitForRollout(kubectl, {
    namespace: scope,
    workload: `deployment/${name}`,
    timeout: options.timeout,
  });
  const account = administrator.data;
  const ca = certificate.data['ca.crt'];
  const content = await withGitea(kubectl, { account, ca }, async (connection) => {
    const user = await ensureUser(kubectl, { connection, account });
    return foldChanges([user, ...(await ensureRepository(connection, options))]);
  });
  const url = `https://${gitea.host}:${gitea.port}/${options.organization}/${options.repository}.git`;
  const parts = [namespace, certificate.change, keys, administrator.change, objects, content];
  return {
    value: { url, branch: gitea.branch, ...account, ca },
    change: foldChanges(parts),
    detail: url,
    warnings: storageWarnings({ name: 'Gitea', storage }),
  };
}

/** Checks that repositories in Gitea's pod are kept: requests would write the files again, but not the history. */
async function checkRepositoriesKept(
  kubectl: Kubectl,
  { image, platform, spell = spellPlainly }: GiteaOptions,
): Promise<void> {
  const { namespace, name } = gitea;
  const tls = await readSecret(kubectl, { namespace, name: gitea.certificate });
  const wanted = renderGitea({
    image,
    platform,
    storage: 'pod',
    certificate: tls?.['tls.crt'] ?? '',
  });
  await checkPodKept(kubectl, wanted, (running) => ({
    reason:
      'Gitea keeps its data in its pod, and a new image, certificate or configuration needs a new pod: its repositories would be lost',
    hint: `set ${spell('giteaImage', running)} if only the image differs; otherwise copy the repositories (git clone --mirror), delete Deployment ${name} in namespace ${namespace}, repeat, and push the copies`,
  }));
}

/**
 * Creates the webhook of a repository. Argo CD understands the format of Gogs, which Gitea sends too.
 *
 * @param webhook.isSecretNew true if an existing webhook has another secret
 */
export async function ensureWebhook(
  kubectl: Kubectl,
  git: GitAccess,
  webhook: { readonly url: string; readonly secret: string; readonly isSecretNew: boolean },
): Promise<Change> {
  const repository = new URL(git.url).pathname.replace(/^\/|\.git$/g, '');
  return withGitea(kubectl, { account: git, ca: git.ca ?? '' }, async (connection) => {
    const hooks = (await demand(connection, `GET /repos/${repository}/hooks`)) as {
      id: number;
      config: { url?: string };
    }[];
    const ours = hooks.filter(({ config }) => config.url === webhook.url);
    if (ours.length > 0 && !webhook.isSecretNew) return 'unchanged';
    // the API cannot change the secret of an existing webhook
    for (const { id } of ours) await demand(connection, `DELETE /repos/${repository}/hooks/${id}`);
    const config = { url: webhook.url, content_type: 'json', secret: webhook.secret };
    const wanted = { type: 'gitea', active: true, events: ['push'], branch_filter: git.branch, config };
    await demand(connection, `POST /repos/${repository}/hooks`, wanted);
    return 'made';
  });
}

function ensureCertificate(kubectl: Kubectl, { makeCertificate }: Pick<DeployEdges, 'makeCertificate'>) {
  return ensureSecret(kubectl, {
    namespace: gitea.namespace,
    name: gitea.certificate,
    type: 'kubernetes.io/tls',
    keys: ['tls.crt', 'tls.key', 'ca.crt'],
    make: async () => ({ ...(await makeCertificate(giteaNames.dns, giteaNames.ip)) }),
  });
}

async function ensureKeys(kubectl: Kubectl): Promise<Change> {
  const { change } = await ensureSecret(kubectl, {
    namespace: gitea.namespace,
    name: gitea.keys,
    keys: ['secret-key', 'internal-token', 'jwt-secret'],
    make: () => ({
      'secret-key': randomBytes(48).toString('base64url'),
      'internal-token': randomBytes(48).toString('base64url'),
      'jwt-secret': randomBytes(32).toString('base64url'),
    }),
  });
  return change;
}

function ensureAdministrator(kubectl: Kubectl) {
  return ensureSecret(kubectl, {
    namespace: gitea.namespace,
    name: gitea.administrator,
    keys: ['username', 'password'],
    make: () => ({ username: 'infraforge-admin', password: randomBytes(24).toString('base64url') }),
  });
}

interface Account {
  readonly username: string;
  readonly password: string;
}

async function withGitea<T>(
  kubectl: Kubectl,
  { account, ca }: { readonly account: Account; readonly ca: string },
  work: (connection: GiteaConnection) => Promise<T>,
): Promise<T> {
  const { namespace, service, port } = gitea;
  return throughPort(kubectl, { target: `service/${service}`, namespace, port }, async (forwarded) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      return await work({ port: forwarded, ca, authorization: basic(account), agent });
    } finally {
      agent.destroy();
    }
  });
}

/**
 * Creates the administrator with the password of the Secret. Gitea's command line tool accepts a password only as an
 * argument, which every process can read. So it creates the user with a random password, and a token with which the API
 * sets the right password.
 */
async function ensureUser(
  kubectl: Kubectl,
  { connection, account }: { connection: GiteaConnection; account: Account },
): Promise<Change> {
  if ((await ask(connection, 'GET /user')).status === 200) return 'unchanged';
  const { username, password } = account;
  await createUser(kubectl, username);
  const tokenName = `set-up-${randomBytes(6).toString('hex')}`;
  const token = await createToken(kubectl, { username, tokenName });
  await demand({ ...connection, authorization: `token ${token}` }, `PATCH /admin/users/${username}`, {
    login_name: username,
    source_id: 0,
    password,
    must_change_password: false,
  });
  await demand(connection, `DELETE /users/${username}/tokens/${tokenName}`);
  return 'made';
}

async function createUser(kubectl: Kubectl, username: string): Promise<void> {
  const flags = ['--username', username, '--email', `${username}@localhost`, '--admin'];
  const password = ['--random-password', '--must-change-password=false'];
  try {
    await runGitea(kubectl, ['admin', 'user', 'create', ...flags, ...password]);
  } catch (error) {
    // an interrupted run left the user without the right password
    if (!(error instanceof KubectlError) || !/already exists/.test(error.message)) throw error;
  }
}

async function createToken(
  kubectl: Kubectl,
  { username, tokenName }: { username: string; tokenName: string },
): Promise<string> {
  const flags = ['--username', username, '--token-name', tokenName, '--scopes', 'all', '--raw'];
  const output = await runGitea(kubectl, ['admin', 'user', 'generate-access-token', ...flags]);
  const token = /^[0-9a-f]{40}$/m.exec(output)?.[0];
  // the output is not shown, because it may contain a token of another form
  if (token === undefined)
    throw new KubectlError('cannot create a token in Gitea: it printed no token of 40 digits');
  return token;
}

function runGitea(kubectl: Kubectl, args: readonly string[]): Promise<string> {
  const place = [`--namespace=${gitea.namespace}`, `deployment/${gitea.name}`, `--container=${gitea.name}`];
  return kubectl.run(['exec', ...place, '--', 'gitea', '--config', giteaConfiguration, ...args]);
}

/** Creates the organization and its repository. Kratix needs a first commit in it. */
async function ensureRepository(
  connection: GiteaConnection,
  { organization, repository }: GiteaOptions,
): Promise<readonly Change[]> {
  return [
    await ensureThere(connection, `/orgs/${organization}`, {
      call: 'POST /orgs',
      body: { username: organization, visibility: 'private' },
    }),
    await ensureThere(connection, `/repos/${organization}/${repository}`, {
      call: `POST /orgs/${organization}/repos`,
      body: { name: repository, private: true, auto_init: true, default_branch: gitea.branch },
    }),
  ];
}

async function ensureThere(
  connection: GiteaConnection,
  path: string,
  { call, body }: { call: string; body: object },
): Promise<Change> {
  if ((await ask(connection, `GET ${path}`)).status === 200) return 'unchanged';
  await demand(connection, call, body);
  return 'made';
}
