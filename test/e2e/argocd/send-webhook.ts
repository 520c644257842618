import { webhookURL } from './start-argocd.ts';

/**
 * Tells Argo CD of a push as Gitea does, whose webhooks speak Gogs' language as well (Argo CD, "Git webhook
 * configuration"). Without it a change takes minutes to be noticed. As with Gitea, an Argo CD that is not there yet
 * is told nothing later.
 */
export function sendWebhook({ publicURL, branch }: { publicURL: string; branch: string }): void {
  const page = publicURL.replace(/\.git$/, '');
  const repository = { html_url: page, clone_url: publicURL, default_branch: branch };
  const body = JSON.stringify({ ref: `refs/heads/${branch}`, repository, commits: [] });
  const headers = { 'content-type': 'application/json', 'x-gogs-event': 'push' };
  fetch(webhookURL, { method: 'POST', headers, body })
    .then(async (answer) => {
      if (!answer.ok) process.stderr.write(`webhook: ${answer.status} ${await answer.text()}\n`);
    })
    .catch(() => undefined);
}
