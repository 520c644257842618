import { ActionableError } from '../../../shared/errors.ts';
import type { Kubectl } from '../kubectl.ts';
import { ensureNamespace, whenReady } from './apply-objects.ts';
import { waitForNamespace } from './rollout.ts';
import type { Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Software of another project, with its published manifest. */
export interface Software {
  readonly name: string;
  /** Version for messages. */
  readonly version: string;
  readonly namespace: string;
  /** Custom resource definition of the software. If it exists, the cluster has the software. */
  readonly definition: string;
  /** ConfigMap that exists in the namespace of a complete installation. */
  readonly sign?: string;
  /** Path or URL. */
  readonly manifest: string;
  /** True if the objects of the manifest have no namespace. */
  readonly isNamespaceOpen?: boolean;
}

/** Progress on the namespace, so that an interrupted installation is repeated. */
const annotation = 'infraforge.io/install';

/** Field manager of manifests. Applying a manifest again thus never removes our keys. */
const manager = 'infraforge-install';

/**
 * Installs software unless the cluster has it; an existing installation is kept, regardless of its version.
 *
 * @param options.timeout for each wait
 * @throws KubectlError, ActionableError
 */
export async function install(
  kubectl: Kubectl,
  software: Software,
  { timeout }: { timeout: Timeout },
): Promise<Outcome<void>> {
  const { name, version, namespace, definition, manifest } = software;
  if ((await kubectl.serves(definition)) && !(await wasInterrupted(kubectl, namespace))) {
    await checkSign(kubectl, software);
    return { value: undefined, change: 'unchanged', detail: `${definition} exists` };
  }
  await markNamespace(kubectl, { namespace, state: 'begun' });
  await whenReady({ what: `the manifest of ${name}`, timeout, work: () => applyManifest(kubectl, software) });
  await waitForNamespace(kubectl, { namespace, timeout });
  await markNamespace(kubectl, { namespace, state: 'done' });
  return { value: undefined, change: 'made', detail: `${version}, from ${manifest}` };
}

/** Checks that the software is in its namespace: a definition exists for all namespaces, and remains without the software. */
async function checkSign(kubectl: Kubectl, { name, namespace, definition, sign }: Software): Promise<void> {
  if (sign === undefined) return;
  if ((await kubectl.find(['configmap', sign, `--namespace=${namespace}`])) !== undefined) return;
  const hint = `delete definition ${definition} if nothing uses it, or install ${name} in namespace ${namespace}`;
  throw new ActionableError(`${definition} exists, but namespace ${namespace} has no ConfigMap ${sign}`, {
    hint,
  });
}

async function wasInterrupted(kubectl: Kubectl, namespace: string): Promise<boolean> {
  const found = await kubectl.find(['namespace', namespace]);
  return found?.metadata.annotations?.[annotation] === 'begun';
}

async function markNamespace(
  kubectl: Kubectl,
  { namespace, state }: { namespace: string; state: 'begun' | 'done' },
): Promise<void> {
  await ensureNamespace(kubectl, namespace);
  await kubectl.run(['annotate', 'namespace', namespace, `${annotation}=${state}`, '--overwrite']);
}

function applyManifest(
  kubectl: Kubectl,
  { namespace, manifest, isNamespaceOpen = false }: Software,
): Promise<string> {
  const scope = isNamespaceOpen ? [`--namespace=${namespace}`] : [];
  const flags = ['--server-side', '--force-conflicts', `--field-manager=${manager}`];
  return kubectl.run(['apply', ...flags, ...scope, `--filename=${manifest}`]);
}
