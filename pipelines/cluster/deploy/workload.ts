import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Where a workload keeps its data: on a volume that outlives its pod, or in the pod. */
export type Storage = 'claim' | 'pod';

/** One pod with its data, a configuration and a port: what Gitea and the registry have in common. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly service: string;
  readonly port: number;
  readonly health: { readonly path: string; readonly scheme: 'HTTP' | 'HTTPS' };
  readonly memory: { readonly request: string; readonly limit: string };
  /** Where the data is mounted, and how much there may be. */
  readonly data: { readonly path: string; readonly size: string; readonly storage: Storage };
  /** Files by name, in a folder. */
  readonly configuration: { readonly folder: string; readonly files: Readonly<Record<string, string>> };
  /** What its pod is made anew for, beside its configuration: it reads it once, at its start. */
  readonly startsWith?: string;
  /** Folders by the name of the Secret that is mounted there. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The user that our own workloads run as: that of Gitea's rootless image. */
const user = 1000;

/** The label of what is ours. */
export const managedBy = { name: 'app.kubernetes.io/managed-by', value: 'infraforge' } as const;
const managed = { [managedBy.name]: managedBy.value };

/** Whether an object is one of ours. */
export function isManaged({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[managedBy.name] === managedBy.value;
}

/** A namespace in which only pods run that pass the pod security standard `restricted`. */
export function renderNamespace(name: string): object {
  const labels = { ...managed, 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** The objects of a workload, in the order in which they are needed. */
export function renderWorkload(workload: Workload): readonly object[] {
  return [
    renderConfiguration(workload),
    ...(workload.data.storage === 'claim' ? [renderClaim(workload)] : []),
    renderDeployment(workload),
    renderService(workload),
  ];
}

function metadataOf({ name, namespace }: Workload, own = name): object {
  return { name: own, namespace, labels: { ...managed, 'app.kubernetes.io/name': name } };
}

function configurationName({ name }: Workload): string {
  return `${name}-configuration`;
}

function renderConfiguration(workload: Workload): object {
  const metadata = metadataOf(workload, configurationName(workload));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: workload.configuration.files };
}

function renderClaim(workload: Workload): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadataOf(workload, `${workload.name}-data`),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: workload.data.size } } },
  };
}

function renderService(workload: Workload): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(workload, workload.service),
    spec: {
      selector: { 'app.kubernetes.io/name': workload.name },
      ports: [{ name: workload.health.scheme.toLowerCase(), port: workload.port, targetPort: workload.port }],
    },
  };
}

function renderDeployment(workload: Workload): object {
  const labels = { 'app.kubernetes.io/name': workload.name };
  const { configuration, startsWith } = workload;
  const read = JSON.stringify([configuration.files, startsWith]);
  const checksum = createHash('sha256').update(read).digest('hex');
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(workload),
    spec: {
      replicas: 1,
      // two pods never share the data
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...managed, ...labels },
          annotations: { 'infraforge.io/configuration': checksum },
        },
        spec: renderPod(workload),
      },
    },
  };
}

function renderPod(workload: Workload): object {
  const { data, secrets = {} } = workload;
  return {
    automountServiceAccountToken: false,
    // variables that are named after Services would be taken for settings
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [renderContainer(workload, mountsOf(workload))],
    volumes: [
      data.storage === 'claim'
        ? { name: 'data', persistentVolumeClaim: { claimName: `${workload.name}-data` } }
        : { name: 'data', emptyDir: {} },
      { name: 'temporary', emptyDir: {} },
      { name: 'configuration', configMap: { name: configurationName(workload) } },
      ...Object.keys(secrets).map((name) => ({ name, secret: { secretName: name, defaultMode: 0o440 } })),
    ],
  };
}

function mountsOf({ configuration, data, secrets = {} }: Workload): readonly object[] {
  return [
    { name: 'data', mountPath: data.path },
    { name: 'temporary', mountPath: '/tmp' },
    { name: 'configuration', mountPath: configuration.folder, readOnly: true },
    ...Object.entries(secrets).map(([name, mountPath]) => ({ name, mountPath, readOnly: true })),
  ];
}

function renderContainer(workload: Workload, volumeMounts: readonly object[]): object {
  const { name, image, command, env = {}, port, health, memory } = workload;
  // a busy machine answers later than within the one second of the default, and a new start would make it busier
  const probe = { httpGet: { path: health.path, port, scheme: health.scheme }, timeoutSeconds: 10 };
  return {
    name,
    image,
    command,
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
    ports: [{ name: health.scheme.toLowerCase(), containerPort: port }],
    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 120 },
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, periodSeconds: 20, failureThreshold: 5 },
    resources: { requests: { cpu: '50m', memory: memory.request }, limits: { memory: memory.limit } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts,
  };
}
