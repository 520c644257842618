import { randomBytes } from 'node:crypto';
import { ActionableError } from '../../../shared/errors.ts';
import { type Cluster, ClusterError } from '../cluster.ts';
import { findReadyPod } from '../find-ready-pod.ts';
import { ask, demand, type GiteaAccount, type GiteaConnection } from './gitea-client.ts';
import { gitea, giteaConfiguration } from './gitea-objects.ts';
import type { Change } from './step.ts';

/**
 * Creates the administrator with the password of the Secret. Gitea's command line tool accepts a password only as an
 * argument, which every process can read. So it creates the user with a random password, and a token with which the API
 * sets the right password.
 *
 * @throws ClusterError, ConnectionLost, ActionableError
 */
export async function ensureUser(
  cluster: Cluster,
  connection: GiteaConnection,
  { username, password }: GiteaAccount,
): Promise<Change> {
  if ((await ask(connection, 'GET /user')).status === 200) return 'unchanged';
  await createUser(cluster, username);
  const tokenName = `set-up-${randomBytes(6).toString('hex')}`;
  const token = await createToken(cluster, { username, tokenName });
  await demand({ ...connection, authorization: `token ${token}` }, `PATCH /admin/users/${username}`, {
    login_name: username,
    source_id: 0,
    password,
    must_change_password: false,
  });
  await demand(connection, `DELETE /users/${username}/tokens/${tokenName}`);
  return 'made';
}

async function createUser(cluster: Cluster, username: string): Promise<void> {
  const flags = ['--username', username, '--email', `${username}@localhost`, '--admin'];
  const password = ['--random-password', '--must-change-password=false'];
  try {
    await runGitea(cluster, ['admin', 'user', 'create', ...flags, ...password]);
  } catch (error) {
    // an interrupted run left the user without the right password
    if (!(error instanceof ClusterError) || !/already exists/.test(error.message)) throw error;
  }
}

async function createToken(
  cluster: Cluster,
  { username, tokenName }: { username: string; tokenName: string },
): Promise<string> {
  const flags = ['--username', username, '--token-name', tokenName, '--scopes', 'all', '--raw'];
  const output = await runGitea(cluster, ['admin', 'user', 'generate-access-token', ...flags]);
  const token = /^[0-9a-f]{40}$/m.exec(output)?.[0];
  // the output is not shown, because it may contain a token of another form
  if (token === undefined)
    throw new ActionableError('cannot create a token in Gitea: it printed no token of 40 digits');
  return token;
}

async function runGitea(cluster: Cluster, args: readonly string[]): Promise<string> {
  const { namespace, name } = gitea;
  const labels = { 'app.kubernetes.io/name': name };
  const ready = await findReadyPod(cluster, { namespace, labels });
  if (ready === undefined) throw new ClusterError('no pod of Gitea is ready', { reason: 'NoPod' });
  const container = { namespace, pod: ready.metadata.name, container: name };
  return cluster.exec(container, ['gitea', '--config', giteaConfiguration, ...args]);
}

/**
 * Creates the organization and its repository. Kratix needs a first commit in it.
 *
 * @throws ConnectionLost, ActionableError
 */
export async function ensureRepository(
  connection: GiteaConnection,
  { organization, repository }: { readonly organization: string; readonly repository: string },
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
