import { randomBytes } from 'node:crypto';
import type { Account } from '../../../shared/argocd/repository-secret.ts';
import { ActionableError } from '../../../shared/errors.ts';
import { type Cluster, ClusterError } from '../cluster.ts';
import { findReadyPod } from '../find-ready-pod.ts';
import { callGitea, type GiteaConnection, mustCallGitea, signedIn } from './gitea-client.ts';
import type { GiteaRepository } from './gitea-content.ts';
import { gitea, giteaConfiguration } from './gitea-objects.ts';
import { type Change, foldChanges } from './step.ts';

/** Start of the names of administrators that exist for one password change. */
const temporaryPrefix = 'infraforge-set-up-';

/**
 * Creates the administrator with the password of the Secret. Gitea's command line tool accepts a password only as an
 * argument, which every process can read. So it creates users with a random password, with which the API sets the right
 * one. No token is created.
 *
 * @throws ClusterError, ConnectionLost, ActionableError
 */
export async function ensureAdministrator(
  cluster: Cluster,
  connection: GiteaConnection,
  account: Account,
): Promise<Change> {
  if ((await callGitea(connection, 'GET /user')).status === 200) {
    await removeTemporary(connection);
    return 'unchanged';
  }
  const { username } = account;
  const password = await createAdministrator(cluster, username);
  // an interrupted run, or another Secret: the password of the existing user is unknown
  const creator = password === undefined ? await createTemporary(cluster) : { username, password };
  try {
    await setPassword(signedIn(connection, creator), account);
  } finally {
    if (password === undefined) await removeUser(signedIn(connection, creator), creator.username);
  }
  await removeTemporary(connection);
  return 'created';
}

async function createTemporary(cluster: Cluster): Promise<Account> {
  const username = `${temporaryPrefix}${randomBytes(6).toString('hex')}`;
  const password = await createAdministrator(cluster, username);
  if (password === undefined) throw new ActionableError(`cannot create user ${username} in Gitea: it exists`);
  return { username, password };
}

/** Removes a temporary administrator; the next run repeats a removal that fails. */
async function removeUser(connection: GiteaConnection, username: string): Promise<void> {
  await callGitea(connection, `DELETE /admin/users/${username}`);
}

/** Removes the temporary administrators of interrupted runs. */
async function removeTemporary(connection: GiteaConnection): Promise<void> {
  const found = await mustCallGitea(connection, `GET /users/search?q=${temporaryPrefix}&limit=50`);
  const { data } = found as { readonly data: readonly { readonly login: string }[] };
  for (const { login } of data) if (login.startsWith(temporaryPrefix)) await removeUser(connection, login);
}

/** Creates an administrator. Returns the random password, or undefined if the user exists. */
async function createAdministrator(cluster: Cluster, username: string): Promise<string | undefined> {
  const flags = ['--username', username, '--email', `${username}@localhost`, '--admin'];
  const random = ['--random-password', '--random-password-length=32', '--must-change-password=false'];
  try {
    const output = await runGitea(cluster, ['admin', 'user', 'create', ...flags, ...random]);
    const password = /^generated random password is '(.+)'$/m.exec(output)?.[1];
    // the output is not shown, because it may contain a password in another form
    if (password === undefined)
      throw new ActionableError('cannot create a user in Gitea: it printed no random password');
    return password;
  } catch (error) {
    if (!(error instanceof ClusterError) || !/already exists/.test(error.message)) throw error;
    return undefined;
  }
}

async function runGitea(cluster: Cluster, args: readonly string[]): Promise<string> {
  const { namespace, name } = gitea;
  const labels = { 'app.kubernetes.io/name': name };
  const ready = await findReadyPod(cluster, { namespace, labels });
  if (ready === undefined) throw new ClusterError('no pod of Gitea is ready', { reason: 'NoPod' });
  const container = { namespace, pod: ready.metadata.name, container: name };
  return cluster.exec(container, ['gitea', '--config', giteaConfiguration, ...args]);
}

/** Account with one permission on one repository. */
export interface WantedCollaborator extends GiteaRepository {
  readonly account: Account;
  readonly permission: 'read' | 'write';
}

/**
 * Creates a user who sees one repository and nothing else, and sets the password and the permission.
 *
 * @param connection of the administrator
 * @throws ConnectionLost, ActionableError
 */
export async function ensureCollaborator(
  connection: GiteaConnection,
  { account, permission, organization, repository }: WantedCollaborator,
): Promise<Change> {
  const { username } = account;
  const known = (await callGitea(signedIn(connection, account), 'GET /user')).status === 200;
  if (!known) await createUser(connection, account);
  const path = `/repos/${organization}/${repository}/collaborators/${username}`;
  const { body } = await callGitea(connection, `GET ${path}/permission`);
  const isPermitted = (body as { permission?: string } | undefined)?.permission === permission;
  if (!isPermitted) await mustCallGitea(connection, `PUT ${path}`, { permission });
  return foldChanges([known ? 'unchanged' : 'created', isPermitted ? 'unchanged' : 'created']);
}

async function createUser(connection: GiteaConnection, account: Account): Promise<void> {
  const { username, password } = account;
  const email = `${username}@${gitea.host}`;
  const user = {
    username,
    email,
    password,
    must_change_password: false,
    restricted: true,
    visibility: 'private',
  };
  const { status } = await callGitea(connection, `GET /users/${username}`);
  if (status !== 200) await mustCallGitea(connection, 'POST /admin/users', user);
  const limits = { admin: false, restricted: true, max_repo_creation: 0, allow_create_organization: false };
  await setPassword(connection, account, limits);
}

async function setPassword(
  connection: GiteaConnection,
  { username, password }: Account,
  more: object = {},
): Promise<void> {
  const user = { login_name: username, source_id: 0, password, must_change_password: false };
  await mustCallGitea(connection, `PATCH /admin/users/${username}`, { ...user, ...more });
}
