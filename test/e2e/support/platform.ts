import { join } from 'node:path';
import { sendWebhook } from '../argocd/send-webhook.ts';
import { type Argocd, startArgocd } from '../argocd/start-argocd.ts';
import type { Running } from '../cluster/processes.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { type GitRepository, startGitServer } from '../git/git-server.ts';
import type { Kratix } from '../kratix/kratix.ts';
import { startKratix } from '../kratix/start-kratix.ts';
import { deployPlatform } from './deploy-platform.ts';
import { chartsURL, pushCharts, startRegistry } from './registry.ts';

/** Everything that the scenarios run on. */
export interface Platform {
  readonly cluster: Cluster;
  readonly git: GitRepository;
  readonly registry: Running;
  readonly kratix: Kratix;
  readonly argocd: Argocd;
}

/** The organization and repository of the state store, as BootstrapClaims name them. */
export const stateStore = { organization: 'infraforge', repository: 'voltran' } as const;

let started: Promise<Platform> | undefined;

/** The one platform of a run: the first who asks brings it up. */
export function platform(): Promise<Platform> {
  started ??= startPlatform();
  return started;
}

async function startPlatform(): Promise<Platform> {
  const cluster = await startCluster();
  const { folder, authority } = cluster;
  await step('images', () =>
    Promise.all(['pipeline', 'kratix-adapter', 'greeter'].map((name) => cluster.runtime.importImage(name))),
  );
  const registry = await step('registry with our charts', async () => {
    const running = await startRegistry(cluster);
    await pushCharts();
    return running;
  });
  const repository = `${stateStore.organization}/${stateStore.repository}.git`;
  const git = await step('Git over HTTPS', () =>
    startGitServer({ folder: join(folder, 'git'), authority, repository, pushed: sendWebhook }),
  );
  const kratix = await startKratix(cluster, { authority: git.authority });
  await step('our Promises are available', () => deployPlatform(cluster, git));
  const argocd = await startArgocd(cluster, { git, charts: chartsURL });
  return { cluster, git, registry, kratix, argocd };
}
