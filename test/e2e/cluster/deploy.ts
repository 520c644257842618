import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectCluster } from '../../../pipelines/cluster/connect-cluster.ts';
import { deployPlatform } from '../../../pipelines/cluster/deploy/deploy.ts';
import type { Report } from '../../../pipelines/cluster/deploy/step.ts';
import { imageArchive, root } from './layout.ts';
import type { Cluster } from './start-cluster.ts';
import { showStep } from './step.ts';

/** Organization and repository of the state store, as in BootstrapClaims. */
export const stateStore = { organization: 'infraforge', repository: 'state-store' } as const;

/** Images of Gitea and the registry, instead of the published ones. */
export const inClusterImages = { gitea: 'test.local/gitea:1', registry: 'test.local/registry:1' } as const;

/** Deploys the platform as `make deploy-platform` does, without a BootstrapClaim. */
export async function deploy({ kubeconfig }: Pick<Cluster, 'kubeconfig'>): Promise<void> {
  await deployPlatform({
    cluster: await connectCluster({ kubeconfig }, process.env),
    report,
    promises: join(root, 'promises'),
    platform: join(root, 'kind/platform'),
    image: pipelineImage(),
    images: inClusterImages,
    stateStore,
    bootstrap: false,
    timeoutSeconds: 120,
  });
}

/** Returns the name of the pipeline image that test/e2e/images built. */
export function pipelineImage(): string {
  return readFileSync(imageArchive('pipeline').replace(/tar$/, 'name'), 'utf8').trim().split('\n')[0]!;
}

const report: Report = {
  begun: () => undefined,
  done: ({ name, seconds, detail }) =>
    showStep(seconds, detail === undefined ? `deploy: ${name}` : `deploy: ${name}: ${detail}`),
  warn: (text) => process.stdout.write(`           ${text}\n`),
};
