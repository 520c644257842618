import { ActionableError } from '../../../shared/errors.ts';
import { type Cluster, hasDefinition } from '../cluster.ts';
import { whenReady } from './apply-objects.ts';
import type { Manifest, ManifestSource } from './manifest.ts';
import { waitForNamespace } from './rollout.ts';
import type { Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Software of another project, with its published manifest. */
export interface Software {
  readonly name: string;
  /** Version for messages. */
  readonly version: string;
  /** Also of objects in the manifest that name none. */
  readonly namespace: string;
  /** Custom resource definition of the software. If it exists, the cluster has the software. */
  readonly definition: string;
  /** ConfigMap that exists in the namespace of a complete installation. */
  readonly markerConfigMap?: string;
  readonly manifest: ManifestSource;
}

/** Options of an installation. */
export interface InstallOptions {
  /** Manifest to apply; undefined if the cluster has the software. */
  readonly manifest: Manifest | undefined;
  /** For each wait. */
  readonly timeout: Timeout;
}

/** Progress on the namespace, so that an interrupted installation is repeated. */
const annotation = 'infraforge.io/install';

/** Field manager of manifests. Applying a manifest again thus never removes our keys. */
const manager = 'infraforge-install';

/** Returns whether the cluster lacks software, or has an interrupted installation of it. @throws ClusterError */
export async function isMissing(cluster: Cluster, { namespace, definition }: Software): Promise<boolean> {
  return !(await hasDefinition(cluster, definition)) || (await wasInterrupted(cluster, namespace));
}

/**
 * Installs software unless the cluster has it; an existing installation is kept, regardless of its version.
 *
 * @throws ClusterError, ActionableError
 */
export async function install(
  cluster: Cluster,
  software: Software,
  { manifest, timeout }: InstallOptions,
): Promise<Outcome<void>> {
  const { name, version, namespace, definition } = software;
  if (manifest === undefined) {
    await checkMarker(cluster, software);
    return { value: undefined, change: 'unchanged', detail: `${definition} exists` };
  }
  const { objects, location } = manifest;
  await markNamespace(cluster, namespace, 'begun');
  const applyAll = async (): Promise<void> => {
    for (const object of objects) await cluster.apply(object, { manager, namespace });
  };
  await whenReady({ what: `the manifest of ${name}`, timeout, work: applyAll });
  await waitForNamespace(cluster, { namespace, timeout });
  await markNamespace(cluster, namespace, 'done');
  return { value: undefined, change: 'created', detail: `${version}, from ${location}` };
}

/** Checks that the software is in its namespace: a definition exists for all namespaces, and remains without the software. */
async function checkMarker(
  cluster: Cluster,
  { name, namespace, definition, markerConfigMap }: Software,
): Promise<void> {
  if (markerConfigMap === undefined) return;
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: markerConfigMap };
  if ((await cluster.find(reference)) !== undefined) return;
  const hint = `delete definition ${definition} if nothing uses it, or install ${name} in namespace ${namespace}`;
  throw new ActionableError(
    `${definition} exists, but namespace ${namespace} has no ConfigMap ${markerConfigMap}`,
    {
      hint,
    },
  );
}

async function wasInterrupted(cluster: Cluster, name: string): Promise<boolean> {
  const found = await cluster.find({ apiVersion: 'v1', kind: 'Namespace', name });
  return found?.metadata.annotations?.[annotation] === 'begun';
}

async function markNamespace(cluster: Cluster, name: string, state: 'begun' | 'done'): Promise<void> {
  const metadata = { name, annotations: { [annotation]: state } };
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata });
}
