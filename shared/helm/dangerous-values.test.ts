import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Values } from './chart.ts';
import { dangerousValueProblems } from './dangerous-values.ts';

const pathsOf = (values: unknown, below: unknown = {}): string[] =>
  dangerousValueProblems(values as Values, below as Values).map(({ path }) => path);

describe('dangerousValueProblems()', () => {
  it.each<[string, unknown]>([
    ['privileged', { privileged: true }],
    ['privileged', { privileged: 'false' }],
    ['hostNetwork', { hostNetwork: true }],
    ['hostPID', { hostPID: true }],
    ['hostIPC', { hostIPC: true }],
    ['controller.useHostPort', { controller: { useHostPort: true } }],
    ['hostNetworkEnabled', { hostNetworkEnabled: true }],
    ['hostRootFsMount', { hostRootFsMount: { enabled: true } }],
    ['allowPrivileged', { allowPrivileged: true }],
    ['runAsRoot', { runAsRoot: true }],
    ['sysctls', { sysctls: [{ name: 'kernel.msgmax', value: '1' }] }],
    ['web.hostPort', { web: { hostPort: 80 } }],
    ['service.externalIPs', { service: { externalIPs: ['10.0.0.1'] } }],
    ['persistence.hostPath', { persistence: { hostPath: '/' } }],
    ['nodes[1].hostPath', { nodes: [{}, { hostPath: { path: '/' } }] }],
    ['volumes', { volumes: [{ name: 'root', hostPath: { path: '/' } }] }],
    ['extraVolumes', { extraVolumes: [{ name: 'root' }] }],
    ['extraDeploy', { extraDeploy: ['kind: Secret'] }],
    ['extraObjects', { extraObjects: [{ kind: 'Secret' }] }],
    ['server.additionalManifests', { server: { additionalManifests: 'kind: Secret' } }],
    ['rawResources.a', { rawResources: { a: { apiVersion: 'v1', kind: 'Pod', metadata: {} } } }],
    ['initContainers', { initContainers: [{ name: 'x' }] }],
    ['rbac', { rbac: { create: true } }],
    ['rbac', { rbac: { create: false, extraRules: [{ verbs: ['*'] }] } }],
    ['server.clusterRole', { server: { clusterRole: { create: true } } }],
    ['createClusterRoleBinding', { createClusterRoleBinding: true }],
    ['serviceAccount.name', { serviceAccount: { create: false, name: 'admin' } }],
    ['serviceAccounts.server.name', { serviceAccounts: { server: { name: 'admin' } } }],
    ['serviceAccount', { serviceAccount: 'admin' }],
    ['serviceAccountName', { serviceAccountName: 'admin' }],
    ['automountServiceAccountToken', { automountServiceAccountToken: true }],
    ['podAnnotations["argocd.argoproj.io/hook"]', { podAnnotations: { 'argocd.argoproj.io/hook': 'x' } }],
    ['securityContext', { securityContext: 'privileged: true' }],
    ['securityContext.privileged', { securityContext: { privileged: true } }],
    ['securityContext.runAsNonRoot', { securityContext: { runAsNonRoot: false } }],
    ['podSecurityContext.runAsUser', { podSecurityContext: { runAsUser: 0 } }],
    ['podSecurityContext.fsGroup', { podSecurityContext: { fsGroup: '0' } }],
    ['podSecurityContext.sysctls', { podSecurityContext: { sysctls: [] } }],
    ['podSecurityContext.supplementalGroups', { podSecurityContext: { supplementalGroups: [0] } }],
    ['a.securityContext.capabilities', { a: { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } } }],
    ['securityContext.seccompProfile', { securityContext: { seccompProfile: { type: 'Unconfined' } } }],
    ['securityContext.procMount', { securityContext: { procMount: 'Unmasked' } }],
    ['securityContext.windowsOptions', { securityContext: { windowsOptions: { hostProcess: true } } }],
    ['containerSecurityContext.enabled', { containerSecurityContext: { enabled: false } }],
    ['runAsUser', { runAsUser: 0 }],
    ['nodeName', { nodeName: 'control-plane' }],
    ['nodeSelector["kubernetes.io/hostname"]', { nodeSelector: { 'kubernetes.io/hostname': 'worker-1' } }],
    [
      'web.nodeSelector["node-role.kubernetes.io/control-plane"]',
      { web: { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } } },
    ],
    ['tolerations[1]', { tolerations: [{ key: 'gpu' }, { operator: 'Exists' }] }],
    ['webTolerations[0]', { webTolerations: [{ key: 'node-role.kubernetes.io/control-plane' }] }],
    ['route.main.parentRefs', { route: { main: { parentRefs: [{ name: 'public', namespace: 'other' }] } } }],
    ['priorityClassName', { priorityClassName: 'system-node-critical' }],
  ])('refuses %s', (path, values) => {
    expect(pathsOf(values)).toEqual([path]);
  });

  it.each<[string, unknown]>([
    ['ordinary values', { replicas: 3, image: { tag: 'a' }, service: { port: 80 }, env: [{ name: 'A' }] }],
    ['a name that is not an account', { name: 'a', image: { name: 'b' } }],
    ['an account of its own', { serviceAccount: { create: true, name: '' } }],
    ['options that are off', { hostNetwork: false, privileged: false, rbac: { create: false } }],
    ['empty extras', { extraObjects: [], extraVolumes: null, initContainers: {} }],
    [
      'a reference to an object',
      { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
    ],
    [
      'a security context that restricts',
      {
        podSecurityContext: { enabled: true, runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
          seccompProfile: { type: 'RuntimeDefault' },
          readOnlyRootFilesystem: false,
        },
      },
    ],
  ])('accepts %s', (_, values) => {
    expect(pathsOf(values)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['pod', { pod: null }],
    ['pod', { pod: 'none' }],
    ['pod.securityContext', { pod: { securityContext: null } }],
    ['pod.securityContext.runAsNonRoot', { pod: { securityContext: { runAsNonRoot: null } } }],
    ['pod.securityContext.capabilities', { pod: { securityContext: { capabilities: { drop: [] } } } }],
    ['pod.securityContext.capabilities', { pod: { securityContext: { capabilities: { drop: null } } } }],
    ['containers', { containers: [{ name: 'a' }] }],
  ])('refuses %s, which removes a restriction of the chart', (path, values) => {
    const below = {
      pod: { securityContext: { runAsNonRoot: true, capabilities: { drop: ['NET_RAW'] } } },
      containers: [{ name: 'a', securityContext: { runAsNonRoot: true } }],
    };
    expect(pathsOf(values, below)).toEqual([path]);
  });

  it('keeps what the layers below drop', () => {
    const below = { securityContext: { capabilities: { drop: ['NET_RAW'] } } };
    for (const drop of [['NET_RAW', 'CHOWN'], ['ALL']]) {
      expect(pathsOf({ securityContext: { capabilities: { drop } } }, below)).toEqual([]);
    }
  });

  it('finds a dangerous value at any depth, and a value that sets nothing never', () => {
    const wrapped = (values: Values, path: readonly (string | null)[]): Values =>
      path.reduce<Values>((inner, key) => (key === null ? { list: [inner] } : { [key]: inner }), values);
    const steps = fc.array(fc.constantFrom('web', 'server', 'global', null), { maxLength: 6 });
    fc.assert(fc.property(steps, (path) => pathsOf(wrapped({ privileged: true }, path)).length === 1));
    fc.assert(fc.property(steps, (path) => pathsOf(wrapped({ tag: 'v1' }, path)).length === 0));
  });
});
