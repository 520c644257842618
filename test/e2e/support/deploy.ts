import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployPlatform } from '../../../pipelines/cluster/deploy/deploy.ts';
import type { GitAccess } from '../../../pipelines/cluster/deploy/git-access.ts';
import type { Report } from '../../../pipelines/cluster/deploy/step.ts';
import { Kubectl } from '../../../pipelines/cluster/kubectl.ts';
import { imageArchive, root, tool } from '../cluster/place.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { showStep } from '../cluster/step.ts';

/** The organization and repository of the state store, as BootstrapClaims name them. */
export const stateStore = { organization: 'infraforge', repository: 'state-store' } as const;

/** What runs in the place of the published images of Gitea and of the registry. */
export const inClusterImages = { gitea: 'test.local/gitea:1', registry: 'test.local/registry:1' } as const;

/**
 * Deploys the platform as `make deploy-platform` does. The scenarios apply a BootstrapClaim of their own.
 *
 * @returns the state store, with a password made for this run
 */
export async function deploy({ kubeconfig }: Pick<Cluster, 'kubeconfig'>): Promise<GitAccess> {
  const { git } = await deployPlatform({
    kubectl: new Kubectl({ program: tool('kubectl'), kubeconfig }),
    report,
    promises: join(root, 'promises'),
    image: pipelineImage(),
    images: inClusterImages,
    stateStore,
    bootstrap: false,
    within: 120,
  });
  return git;
}

/** The image that test/e2e/images built, by the name that is in its archive. */
export function pipelineImage(): string {
  return readFileSync(imageArchive('pipeline').replace(/tar$/, 'name'), 'utf8').trim().split('\n')[0]!;
}

const report: Report = {
  begun: () => undefined,
  done: ({ name, seconds, detail }) =>
    showStep(seconds, detail === undefined ? `deploy: ${name}` : `deploy: ${name}: ${detail}`),
  warn: (text) => process.stdout.write(`           ${text}\n`),
};
