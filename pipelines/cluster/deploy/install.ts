import { ActionableError } from '../../../shared/errors.ts';
import type { Kubectl } from '../kubectl.ts';
import { ensureNamespace, whenReady } from './apply-objects.ts';
import { waitForNamespace } from './rollout.ts';
import type { Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Somebody else's software, as its project publishes it: one manifest. */
export interface Software {
  readonly name: string;
  /** What a person would compare it by. */
  readonly version: string;
  readonly namespace: string;
  /** A definition that it serves; where it is served already, the cluster has the software. */
  readonly definition: string;
  /** A ConfigMap in its namespace without which it is not the one that is meant, whatever is served. */
  readonly sign?: string;
  /** Path or URL. */
  readonly manifest: string;
  /** Whether the manifest leaves the namespace of its objects open. */
  readonly isNamespaceOpen?: boolean;
}

/** Says on the namespace how far we came, so that what was interrupted is done again. */
const annotation = 'infraforge.io/install';

/** Owner of the fields of these manifests; another than ours, so that applying one again takes no key of ours away. */
const manager = 'infraforge-install';

/**
 * Installs software where the cluster does not have it; what it has is kept, whatever its version.
 *
 * @param options.timeout seconds for each wait
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
    return { value: undefined, change: 'unchanged', detail: `${definition} is served` };
  }
  await markNamespace(kubectl, { namespace, state: 'begun' });
  await whenReady({ what: `the manifest of ${name}`, timeout, work: () => applyManifest(kubectl, software) });
  await waitForNamespace(kubectl, { namespace, timeout });
  await markNamespace(kubectl, { namespace, state: 'done' });
  return { value: undefined, change: 'made', detail: `${version}, from ${manifest}` };
}

/** Definitions outlive what served them, and serve every namespace. */
async function checkSign(kubectl: Kubectl, { name, namespace, definition, sign }: Software): Promise<void> {
  if (sign === undefined) return;
  if ((await kubectl.find(['configmap', sign, `--namespace=${namespace}`])) !== undefined) return;
  const hint = `delete definition ${definition} if nothing uses it, or have ${name} in namespace ${namespace}`;
  throw new ActionableError(`${definition} is served, but namespace ${namespace} has no ConfigMap ${sign}`, {
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
