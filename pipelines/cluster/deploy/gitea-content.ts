import { callGitea, type GiteaConnection, mustCallGitea } from './gitea-client.ts';
import { gitea } from './gitea-objects.ts';
import type { Change } from './step.ts';

/** Organization and repository of the state store in Gitea. */
export interface GiteaRepository {
  readonly organization: string;
  readonly repository: string;
}

/**
 * Creates the organization and its repository. Kratix needs a first commit in it.
 *
 * @throws ConnectionLost, ActionableError
 */
export async function ensureRepository(
  connection: GiteaConnection,
  { organization, repository }: GiteaRepository,
): Promise<readonly Change[]> {
  return [
    await ensureExists(connection, `/orgs/${organization}`, {
      call: 'POST /orgs',
      body: { username: organization, visibility: 'private' },
    }),
    await ensureExists(connection, `/repos/${organization}/${repository}`, {
      call: `POST /orgs/${organization}/repos`,
      body: { name: repository, private: true, auto_init: true, default_branch: gitea.branch },
    }),
  ];
}

async function ensureExists(
  connection: GiteaConnection,
  path: string,
  { call, body }: { call: string; body: object },
): Promise<Change> {
  if ((await callGitea(connection, `GET ${path}`)).status === 200) return 'unchanged';
  await mustCallGitea(connection, call, body);
  return 'created';
}
