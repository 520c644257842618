import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitAuthority } from '../../../pipelines/cluster/deploy/git-authority.ts';
import { type Argocd, startArgocd } from '../argocd/start-argocd.ts';
import { mountConfigMap } from '../cluster/mounted-config-map.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { step } from '../cluster/step.ts';
import { startKratix } from '../kratix/start-kratix.ts';
import { deploy } from './deploy.ts';
import { type GitRepository, Repository } from './repository.ts';

/** Everything that the scenarios run on. */
export interface Platform {
  readonly cluster: Cluster;
  readonly git: GitRepository;
  readonly repository: Repository;
  readonly kratix: { readonly isReal: boolean };
  readonly argocd: Argocd;
}

const images = ['pipeline', 'kratix-adapter', 'greeter', 'gitea', 'registry'];

let started: Promise<Platform> | undefined;

/** The one platform of a run: the first who asks brings it up. */
export function platform(): Promise<Platform> {
  started ??= startPlatform();
  return started;
}

/** What `make deploy-platform` finds on a cluster, by way of processes; then what it brings itself. */
async function startPlatform(): Promise<Platform> {
  const cluster = await startCluster();
  await step('images', () => Promise.all(images.map((name) => cluster.runtime.importImage(name))));
  const { namespace, name, key } = gitAuthority;
  const mounted = mountConfigMap(cluster.api, { namespace, name, folder: join(cluster.folder, name) });
  await startKratix(cluster, { authority: join(mounted, key) });
  const argocd = await startArgocd(cluster);
  const { url, branch, username, password, ca = '' } = await deploy(cluster);
  const authority = join(cluster.folder, 'git-ca.crt');
  writeFileSync(authority, ca);
  const signedIn = new URL(url);
  Object.assign(signedIn, { username, password });
  const git = { url: signedIn.href, publicURL: url, branch, username, password, authority };
  const repository = await Repository.open(git, join(cluster.folder, 'state-store'));
  return { cluster, git, repository, kratix: { isReal: Boolean(process.env['KRATIX_MANAGER']) }, argocd };
}
