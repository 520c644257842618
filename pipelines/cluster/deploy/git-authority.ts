import { argocdNamespace } from '../../../shared/argocd/names.ts';
import { kratixManager } from '../../../shared/kratix/contract.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Cluster } from '../cluster.ts';
import { applyObjects, ensureNamespace } from './apply-objects.ts';
import { waitForRollout } from './rollout.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';
import type { Timeout } from './wait-until.ts';

/** Names in the published manifest of Kratix. */
export const kratix = {
  namespace: kratixManager.namespace,
  // The Deployment has the name of its ServiceAccount.
  manager: kratixManager.account,
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

/** Makes Kratix's manager and Argo CD trust the certificate of the Git server. @throws ClusterError, ActionableError */
export async function trustAuthority(cluster: Cluster, authority: Authority): Promise<Outcome<void>> {
  const namespaces = [gitAuthority.namespace, argocdNamespace];
  for (const namespace of namespaces) await ensureNamespace(cluster, namespace);
  const objects = await applyObjects(cluster, [
    renderAuthority(authority),
    renderArgocdCertificates(authority),
  ]);
  const manager = await trustInManager(cluster, authority.timeout);
  const { namespace, name, key, variable } = gitAuthority;
  const warning = `Kratix's manager is not Deployment ${namespace}/${kratix.manager}: set ${variable} in it to the path of a file with ${key} of ConfigMap ${namespace}/${name}`;
  return {
    value: undefined,
    change: manager === undefined ? objects : foldChanges([objects, manager]),
    detail: `for ${authority.host}`,
    warnings: manager === undefined ? [warning] : [],
  };
}

/** Returns the ConfigMap with the CA for Kratix's manager. */
export function renderAuthority({ ca }: Pick<Authority, 'ca'>): object {
  const { namespace, name, key } = gitAuthority;
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [key]: ca } };
}

/** Returns the CA under its host name, for Argo CD's ConfigMap. Other CAs in it stay, and ours stays when Argo CD is installed later. */
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
async function trustInManager(cluster: Cluster, timeout: Timeout): Promise<Change | undefined> {
  const { namespace, manager: name } = kratix;
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };
  const found = await cluster.find<Deployment>({ ...deployment, namespace, name });
  if (found === undefined) return undefined;
  const names = found.spec.template.spec.containers.map((container) => container.name);
  const container = names.find((one) => one === kratix.container) ?? names[0]!;
  const trusting = { ...deployment, metadata: { namespace, name }, spec: renderManagerSpec(container) };
  const change = await applyObjects(cluster, [trusting]);
  await waitForRollout(cluster, { namespace, name, timeout });
  return change;
}

/** Returns the fields of the manager's Deployment that a server-side apply adds; all others stay. */
function renderManagerSpec(container: string): object {
  const { name, path, variable } = gitAuthority;
  const mount = { name, mountPath: path.slice(0, path.lastIndexOf('/')), readOnly: true };
  const changed = { name: container, env: [{ name: variable, value: path }], volumeMounts: [mount] };
  return { template: { spec: { containers: [changed], volumes: [{ name, configMap: { name } }] } } };
}
