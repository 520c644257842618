import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendWebhook } from '../argocd/send-webhook.ts';
import { type Argocd, startArgocd } from '../argocd/start-argocd.ts';
import { imageArchive, root } from '../cluster/place.ts';
import type { Running } from '../cluster/processes.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { type GitRepository, startGitServer } from '../git/git-server.ts';
import { readPromise, withContainers } from '../stand-in/kratix-promise.ts';
import { StandIn } from '../stand-in/stand-in.ts';
import { RemoteStateStore } from '../stand-in/state-store.ts';
import { chartsURL, pushCharts, startRegistry } from './registry.ts';

/** Everything that the scenarios run on. */
export interface Platform {
  readonly cluster: Cluster;
  readonly git: GitRepository;
  readonly registry: Running;
  readonly kratix: StandIn;
  readonly argocd: Argocd;
}

/** The organization and repository of the state store, as BootstrapClaims name them. */
export const stateStore = { organization: 'infraforge', repository: 'voltran' } as const;

/** The Promises that are offered. */
const promises = ['bootstrap-claim', 'application-claim', 'platform-application-claim'] as const;

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
  const kratix = await step('stand-in for Kratix with our Promises', () => startStandIn(cluster, git));
  const argocd = await startArgocd(cluster, { git, charts: chartsURL });
  return { cluster, git, registry, kratix, argocd };
}

async function startStandIn(cluster: Cluster, git: GitRepository): Promise<StandIn> {
  const store = await RemoteStateStore.open(join(cluster.folder, 'kratix-state-store'), git);
  const standIn = new StandIn(cluster, store);
  const image = pipelineImage();
  for (const name of promises) {
    await standIn.install(withContainers(readPromise(name), { image }));
    const policy = join(root, 'promises', name, 'generated/admission-policy.yaml');
    if (existsSync(policy)) await cluster.kubectl(['apply', '--server-side', '--filename', policy]);
  }
  return standIn;
}

/** The image that test/e2e/images built, by the name that is in its archive. */
export function pipelineImage(): string {
  return readFileSync(imageArchive('pipeline').replace(/tar$/, 'name'), 'utf8').trim().split('\n')[0]!;
}
