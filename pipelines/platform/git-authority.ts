import { argocdNamespace } from '../../shared/argocd/application.ts';
import { applyObjects } from './apply-objects.ts';
import type { Kubectl, KubernetesObject } from './kubectl.ts';
import { waitForRollout } from './rollout.ts';
import { type Change, foldChanges, type Outcome } from './step.ts';

/** Kratix, as its published manifest has it. */
export const kratix = {
  namespace: 'kratix-platform-system',
  manager: 'kratix-platform-controller-manager',
  container: 'manager',
} as const;

/** The ConfigMap with the authority of the Git server's certificate, for a Kratix manager to trust. */
export const gitAuthority = {
  namespace: kratix.namespace,
  name: 'infraforge-git-ca',
  key: 'ca.crt',
  /** Where the manager finds it; Git reads the path from this variable. */
  path: '/etc/infraforge/git-ca/ca.crt',
  variable: 'GIT_SSL_CAINFO',
} as const;

/** ConfigMap from which Argo CD reads authorities by host name (Argo CD, "TLS certificates"). */
const argocdCertificates = 'argocd-tls-certs-cm';

interface Authority {
  /** PEM. */
  readonly ca: string;
  /** Of the Git server, without the port. */
  readonly host: string;
  /** Seconds for each wait. */
  readonly within: number;
}

/** Has Kratix's manager and Argo CD trust the Git server's certificate. @throws KubectlError, Obstacle */
export async function trustAuthority(kubectl: Kubectl, authority: Authority): Promise<Outcome<void>> {
  const objects = await applyObjects(kubectl, renderAuthority(authority));
  const manager = await trustInManager(kubectl, authority.within);
  const { namespace, name, key, variable } = gitAuthority;
  const warning = `Kratix's manager is no Deployment ${namespace}/${kratix.manager}: give it ${variable}, the path of a file with ${key} of ConfigMap ${namespace}/${name}`;
  return {
    value: undefined,
    change: foldChanges(manager === undefined ? [objects] : [objects, manager]),
    detail: `for ${authority.host}`,
    warnings: manager === undefined ? [warning] : [],
  };
}

/** The authority where Kratix and Argo CD read it. Keys of others stay: each owns its own. */
export function renderAuthority({ ca, host }: Pick<Authority, 'ca' | 'host'>): readonly object[] {
  const { namespace, name, key } = gitAuthority;
  const labels = { 'app.kubernetes.io/name': argocdCertificates, 'app.kubernetes.io/part-of': 'argocd' };
  return [
    renderPlainNamespace(namespace),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { [key]: ca } },
    renderPlainNamespace(argocdNamespace),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: argocdCertificates, namespace: argocdNamespace, labels },
      data: { [host]: ca },
    },
  ];
}

/** Of a namespace that is another's: nothing but that it is there. */
function renderPlainNamespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { name: string }[] } };
  };
}

/** Undefined where the manager is none of the cluster's Deployments. */
async function trustInManager(kubectl: Kubectl, within: number): Promise<Change | undefined> {
  const { namespace, manager } = kratix;
  const found = await kubectl.find<Deployment>(['deployment', manager, `--namespace=${namespace}`]);
  if (found === undefined) return undefined;
  const names = found.spec.template.spec.containers.map(({ name }) => name);
  const container = names.find((name) => name === kratix.container) ?? names[0]!;
  const change = await applyObjects(kubectl, [renderManagerPatch(container)]);
  await waitForRollout(kubectl, { namespace, workload: `deployment/${manager}`, within });
  return change;
}

/** The part of the manager's Deployment that is ours; everything else stays as it is. */
export function renderManagerPatch(container: string): object {
  const { namespace, manager } = kratix;
  const { name, path, variable } = gitAuthority;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const mount = { name, mountPath: folder, readOnly: true };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: manager, namespace },
    spec: {
      template: {
        spec: {
          containers: [{ name: container, env: [{ name: variable, value: path }], volumeMounts: [mount] }],
          volumes: [{ name, configMap: { name } }],
        },
      },
    },
  };
}
