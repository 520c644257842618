import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitAuthority } from '../../../pipelines/cluster/deploy/git-authority.ts';
import { startArgocd } from '../argocd/start-argocd.ts';
import { startKratix } from '../kratix/start-kratix.ts';
import { deploy } from './deploy.ts';
import { mountConfigMap } from './mounted-config-map.ts';
import { startCluster } from './start-cluster.ts';
import { step } from './step.ts';

const images = ['pipeline', 'kratix-adapter', 'greeter', 'gitea', 'registry'];

// Starts the prerequisites of `make deploy-platform` as processes, and then runs its code.
const cluster = await startCluster();
await step('images', () => Promise.all(images.map((name) => cluster.runtime.importImage(name))));
const { namespace, name, key } = gitAuthority;
const mounted = mountConfigMap(cluster.api, { namespace, name, folder: join(cluster.folder, name) });
await startKratix(cluster, { authority: join(mounted, key) });
await startArgocd(cluster);
await deploy(cluster);
writeFileSync(join(cluster.folder, 'ready'), '');
