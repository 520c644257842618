import { connectCluster } from '../../../pipelines/cluster/connect-cluster.ts';
import { install } from '../../../pipelines/cluster/deploy/install.ts';
import { readManifest } from '../../../pipelines/cluster/deploy/manifest.ts';
import { systemClock } from '../../../pipelines/cluster/deploy/wait-until.ts';
import type { ContainerRuntime } from '../cluster/container-runtime.ts';
import { step } from '../cluster/step.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { type GivenOperator, givenOperator } from './given-operators.ts';

/** Cluster that operators start in. */
export interface OperatorHost {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly runtime: ContainerRuntime;
}

/**
 * Starts given operators one after another: imports their images, applies their manifests as a person would with
 * kubectl, and waits for the pods. An operator that another file has started stays as it is.
 */
export async function startOperators(host: OperatorHost, names: readonly string[]): Promise<void> {
  for (const name of names) await step(`operator ${name}`, () => startOperator(host, givenOperator(name)));
}

async function startOperator(host: OperatorHost, operator: GivenOperator): Promise<void> {
  const { name, version = 'given', namespace, manifest: location, images } = operator;
  for (const archive of images) await host.runtime.importArchive(archive);
  if (namespace === undefined) return;
  const { kubeconfig, context } = host;
  const cluster = await connectCluster({ kubeconfig, ...(context && { context }) }, process.env);
  const manifest = await readManifest({ location });
  const software = { name, version, namespace, definition: name, manifest };
  const timeout = { seconds: 300, clock: systemClock };
  // an admission webhook may answer later than its pod is ready
  await waitUntil({
    what: `${name} is installed`,
    within: 120,
    probe: async () => {
      await install(cluster, software, { manifest, timeout });
      return true;
    },
  });
}
