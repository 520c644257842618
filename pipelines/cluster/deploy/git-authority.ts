import { argocdNamespace } from '../../../shared/argocd/application.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Kubectl } from '../kubectl.ts';
import { applyObjects, ensureNamespace } from './apply-objects.ts';
import { patchObject } from './patch-object.ts';
import { waitForRollout } from './rollout.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Names in the published manifest of Kratix. */
export const kratix = {
  namespace: 'kratix-platform-system',
  manager: 'kratix-platform-controller-manager',
  container: 'manager',
} as const;

/** ConfigMap with the CA of the Git server, for Kratix's manager. */
export const gitAuthority = {
  namespace: kratix.namespace,
  name: 'infraforge-git-ca',
  key: 'ca.crt',
  /** Path in the manager; Git reads it from the variable. */
  path: '/etc/infraforge/git-ca/ca.crt',
  variable: 'GIT_SSL_CAINFO',
} as const;

/** ConfigMap with the CAs of Argo CD by host name (Argo CD, "TLS certificates"). */
const argocdCertificates = 'argocd-tls-certs-cm';

interface Authority {
  /** PEM. */
  readonly ca: string;
  /** Host of the Git server, without the port. */
  readonly host: string;
  /** For each wait. */
  readonly timeout: Timeout;
}

/** Makes Kratix's manager and Argo CD trust the certificate of the Git server. @throws KubectlError, ActionableError */
export async function trustAuthority(kubectl: Kubectl, authority: Authority): Promise<Outcome<void>> {
  const namespaces = [gitAuthority.namespace, argocdNamespace];
  for (const namespace of namespaces) await ensureNamespace(kubectl, namespace);
  const object = await applyObjects(kubectl, [renderAuthority(authority)]);
  const certificates = await trustInArgocd(kubectl, authority);
  const manager = await trustInManager(kubectl, authority.timeout);
  const { namespace, name, key, variable } = gitAuthority;
  const warning = `Kratix's manager is not Deployment ${namespace}/${kratix.manager}: set ${variable} in it to the path of a file with ${key} of ConfigMap ${namespace}/${name}`;
  return {
    value: undefined,
    change: foldChanges([object, certificates, ...(manager === undefined ? [] : [manager])]),
    detail: `for ${authority.host}`,
    warnings: manager === undefined ? [warning] : [],
  };
}

/** Returns the ConfigMap with the CA for Kratix's manager. */
export function renderAuthority({ ca }: Pick<Authority, 'ca'>): object {
  const { namespace, name, key } = gitAuthority;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [key]: ca } };
}

/** Adds the CA under the host name, and keeps other CAs. */
async function trustInArgocd(kubectl: Kubectl, { ca, host }: Authority): Promise<Change> {
  const place = { resource: 'configmap', namespace: argocdNamespace, name: argocdCertificates };
  const patched = await patchObject(kubectl, place, { data: { [host]: ca } });
  return patched ?? applyObjects(kubectl, [renderArgocdCertificates({ ca, host })]);
}

/** Returns the ConfigMap for a cluster without one; a later installation of Argo CD keeps its data. */
export function renderArgocdCertificates({ ca, host }: Pick<Authority, 'ca' | 'host'>): object {
  const labels = { 'app.kubernetes.io/name': argocdCertificates, 'app.kubernetes.io/part-of': 'argocd' };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: argocdCertificates, namespace: argocdNamespace, labels },
    data: { [host]: ca },
  };
}

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { name: string }[] } };
  };
}

/** Returns undefined if the Deployment of the manager does not exist. */
async function trustInManager(kubectl: Kubectl, timeout: Timeout): Promise<Change | undefined> {
  const { namespace, manager } = kratix;
  const found = await kubectl.find<Deployment>(['deployment', manager, `--namespace=${namespace}`]);
  if (found === undefined) return undefined;
  const names = found.spec.template.spec.containers.map(({ name }) => name);
  const container = names.find((name) => name === kratix.container) ?? names[0]!;
  const place = { resource: 'deployment', namespace, name: manager };
  const change = await patchObject(kubectl, place, renderManagerPatch(container));
  await waitForRollout(kubectl, { namespace, workload: `deployment/${manager}`, timeout });
  return change;
}

/** Returns the patch of the manager's Deployment; all other fields remain. */
function renderManagerPatch(container: string): object {
  const { name, path, variable } = gitAuthority;
  const mount = { name, mountPath: path.slice(0, path.lastIndexOf('/')), readOnly: true };
  const changed = { name: container, env: [{ name: variable, value: path }], volumeMounts: [mount] };
  const spec = { containers: [changed], volumes: [{ name, configMap: { name } }] };
  return { spec: { template: { spec } } };
}
