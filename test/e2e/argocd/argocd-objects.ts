import { randomBytes } from 'node:crypto';
import { argocdNamespace } from '../../../shared/argocd/names.ts';

const namespace = argocdNamespace;

/** Address of argocd-server, which pods reach. */
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Returns the objects of Argo CD's own manifest, without definitions, settings and pods. The Service has an
 * EndpointSlice instead of pods, because argocd-server runs as a process.
 */
export function argocdObjects({ address, port }: ServerAddress): readonly object[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: partOf('argocd-tls-certs-cm') },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: partOf('argocd-secret'),
      stringData: { 'server.secretkey': randomBytes(32).toString('base64') },
    },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace },
      spec: {},
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: partOf('argocd-server'),
      spec: { ports: [{ name: 'https', port: 443, targetPort: port }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...partOf('argocd-server'),
        labels: { 'kubernetes.io/service-name': 'argocd-server' },
      },
      addressType: 'IPv4',
      ports: [{ name: 'https', port, protocol: 'TCP' }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    },
  ];
}

function partOf(name: string): { name: string; namespace: string; labels: Record<string, string> } {
  return { name, namespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } };
}
