import { join } from 'node:path';
import { expect } from 'vitest';
import { connectCluster } from '../../../pipelines/cluster/connect-cluster.ts';
import { readSecret } from '../../../pipelines/cluster/deploy/ensure-secret.ts';
import { callGitea, withGitea } from '../../../pipelines/cluster/deploy/gitea-client.ts';
import { gitea } from '../../../pipelines/cluster/deploy/gitea-objects.ts';
import type { Account } from '../../../shared/argocd/repository-secret.ts';
import { run } from '../cluster/processes.ts';
import type { Scenario } from '../support/scenario.ts';
import { describeScenario, test } from '../support/scenario-test.ts';

describeScenario('the accounts of the state store', { needs: ['servers'] }, () => {
  test('let Argo CD read, and refuse its push', async ({ scenario }) => {
    const account = await readAccount(scenario, 'argocd');
    expect(account.username).not.toBe(scenario.platform.git.username);
    const git = await cloneAs(scenario, account);
    await git(['commit', '--quiet', '--allow-empty', '--message=intrusion']);
    await expect(git(['push', '--quiet', 'origin', 'HEAD:refs/heads/intrusion'])).rejects.toThrow(
      'User permission denied for writing',
    );
    expect(await git(['ls-remote', '--heads', 'origin'])).not.toContain('intrusion');
  });

  test('are no administrators, and see one repository', async ({ scenario }) => {
    const { kubeconfig, context } = scenario.platform.cluster;
    const cluster = await connectCluster({ kubeconfig, context }, process.env);
    const { 'ca.crt': ca = '' } = (await readSecret(cluster, {
      namespace: gitea.namespace,
      name: gitea.certificate,
    }))!;
    for (const namespace of ['argocd', 'kratix-platform-system']) {
      const account = await readAccount(scenario, namespace);
      await withGitea(cluster, { ...account, ca }, async (connection) => {
        expect((await callGitea(connection, 'GET /user')).status).toBe(200);
        expect((await callGitea(connection, 'GET /admin/users')).status).toBe(403);
        expect((await callGitea(connection, 'POST /user/repos', { name: 'mine' })).status).toBe(403);
        const { data } = (await callGitea(connection, 'GET /repos/search')).body as { data: object[] };
        expect(data).toHaveLength(1);
      });
    }
  });
});

/** Returns the account in the Secret of the state store. */
async function readAccount({ api }: Scenario, namespace: string): Promise<Account> {
  const path = `/api/v1/namespaces/${namespace}/secrets/infraforge-state-store`;
  const { data } = await api.get<{ data: Record<string, string> }>(path);
  const decode = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString();
  return { username: decode('username'), password: decode('password') };
}

/** Clones the state store. Returns a function that runs Git in the clone. */
async function cloneAs(
  { platform }: Scenario,
  { username, password }: Account,
): Promise<(args: readonly string[]) => Promise<string>> {
  const { publicURL, settings } = platform.git;
  const folder = join(platform.cluster.folder, `state-store-of-${username}`);
  const url = new URL(publicURL);
  Object.assign(url, { username, password });
  const config = [...settings, 'user.name=e2e', 'user.email=e2e@example.com'];
  await run('git', ['clone', '--quiet', ...config.flatMap((one) => ['--config', one]), url.href, folder]);
  return (args) => run('git', ['-C', folder, ...args]);
}
