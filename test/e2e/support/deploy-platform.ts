import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCondition } from '../cluster/kubernetes-object.ts';
import { imageArchive, root } from '../cluster/place.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { GitRepository } from '../git/git-server.ts';
import { applyPromise, readPromise, withContainers } from './promises.ts';

/** The Promises that are offered. */
const promises = ['bootstrap-claim', 'application-claim', 'platform-application-claim'] as const;

/** Applies the project to a cluster in which Kratix is, and waits until its Promises take requests. */
export async function deployPlatform(cluster: Cluster, git: GitRepository): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: stateStore(git) };
  const apply = ['apply', '--server-side', '--validate=strict', '--filename'];
  await cluster.kubectl([...apply, '-'], JSON.stringify(list));
  for (const name of promises) {
    await applyPromise(cluster, withContainers(readPromise(name), { image: pipelineImage() }));
    const policy = join(root, 'promises', name, 'generated/admission-policy.yaml');
    if (existsSync(policy)) await cluster.kubectl([...apply, policy]);
  }
  for (const name of promises) {
    await waitUntil({
      what: `Promise "${name}" is available`,
      within: 60,
      probe: async () => {
        checkCondition(
          await cluster.api.get(`/apis/platform.kratix.io/v1alpha1/promises/${name}`),
          'Available',
        );
        return true;
      },
    });
  }
}

/** The image that test/e2e/images built, by the name that is in its archive. */
export function pipelineImage(): string {
  return readFileSync(imageArchive('pipeline').replace(/tar$/, 'name'), 'utf8').trim().split('\n')[0]!;
}

/** Where Kratix writes what requests deliver. */
function stateStore({ publicURL, branch, username, password }: GitRepository): readonly object[] {
  const name = 'state-store';
  const apiVersion = 'platform.kratix.io/v1alpha1';
  const secret = { name, namespace: 'default' };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: secret, stringData: { username, password } },
    {
      apiVersion,
      kind: 'GitStateStore',
      metadata: { name },
      spec: { url: publicURL, branch, authMethod: 'basicAuth', secretRef: secret },
    },
    {
      apiVersion,
      kind: 'Destination',
      metadata: { name, labels: { 'infraforge.io/state-store': 'default' } },
      spec: {
        path: '.',
        stateStoreRef: { kind: 'GitStateStore', name },
        strictMatchLabels: true,
        filepath: { mode: 'none' },
        initWorkloads: { enabled: false },
      },
    },
  ];
}
