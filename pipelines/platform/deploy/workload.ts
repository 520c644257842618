import { createHash } from 'node:crypto';
import { type Conditioned, conditionOf, type KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { Kubectl } from '../kubectl.ts';
import { tryObject } from './apply-objects.ts';
import { Obstacle } from './step.ts';

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

const [managedBy, us] = ['app.kubernetes.io/managed-by', 'infraforge'];
const managed = { [managedBy]: us };

/** A namespace in which only pods run that pass the pod security standard `restricted`. */
export function renderNamespace(name: string): object {
  const labels = { ...managed, 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/**
 * Makes sure that a namespace is ours, or not there yet: in another's, a workload of ours would take the place of one of
 * the same name, and pods that are not `restricted` would not start again.
 *
 * @param way how a person says that what is in it is to be used
 * @throws Obstacle, KubectlError
 */
export async function checkNamespace(kubectl: Kubectl, name: string, way: string): Promise<void> {
  const found = await kubectl.find(['namespace', name]);
  if (found === undefined || isManaged(found)) return;
  throw new Obstacle(`Namespace ${name} is another's`, {
    remedy: `say ${way} to use what is in it, or label it ${managedBy}=${us} to have ours put there`,
  });
}

function isManaged({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[managedBy] === us;
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

interface Deployment extends Conditioned {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly image?: string }[];
        readonly volumes?: readonly { name: string; persistentVolumeClaim?: object }[];
      };
    };
  };
}

type Place = Pick<Workload, 'namespace' | 'name'>;

function findDeployment(kubectl: Kubectl, { namespace, name }: Place): Promise<Deployment | undefined> {
  return kubectl.find<Deployment>(['deployment', name, `--namespace=${namespace}`]);
}

/** The image that a workload of ours runs; undefined where there is none, or another's of that name. */
export async function deployedImage(kubectl: Kubectl, place: Place): Promise<string | undefined> {
  const found = await findDeployment(kubectl, place);
  return found && isManaged(found) ? found.spec.template.spec.containers[0]?.image : undefined;
}

/**
 * Where a workload keeps its data: where it has them already, else on a volume if the cluster has a default storage
 * class. Data never move by themselves from one to the other.
 */
export async function chooseStorage(kubectl: Kubectl, place: Place): Promise<Storage> {
  const found = await findDeployment(kubectl, place);
  if (found !== undefined) {
    const data = found.spec.template.spec.volumes?.find((volume) => volume.name === 'data');
    return data?.persistentVolumeClaim === undefined ? 'pod' : 'claim';
  }
  const classes = await kubectl.list(['storageclasses']);
  const isDefault = ({ metadata }: KubernetesObject): boolean =>
    metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return classes.some(isDefault) ? 'claim' : 'pod';
}

/**
 * Makes sure that a workload with its data in its pod keeps that pod, because nobody has the data elsewhere.
 *
 * @param wanted the objects of {@link renderWorkload}
 * @param loss what would be lost, and what to do about it
 * @throws KubectlError, Obstacle
 */
export async function checkPodKept(
  kubectl: Kubectl,
  wanted: readonly object[],
  loss: { readonly reason: string; readonly remedy: string },
): Promise<void> {
  const deployment = (wanted as readonly Deployment[]).find(({ kind }) => kind === 'Deployment')!;
  const { namespace = '', name } = deployment.metadata;
  const found = await findDeployment(kubectl, { namespace, name });
  if (found === undefined || !hasRun(found)) return;
  const { spec } = await tryObject<Deployment>(kubectl, deployment);
  if (JSON.stringify(spec.template) === JSON.stringify(found.spec.template)) return;
  throw new Obstacle(loss.reason, { remedy: loss.remedy });
}

/** Stays true of a pod that is not ready for a while (Kubernetes documentation, "Complete Deployment"). */
function hasRun(deployment: Deployment): boolean {
  return conditionOf(deployment, 'Progressing')?.reason === 'NewReplicaSetAvailable';
}

/** What a person should know of data that are gone with their pod. */
export function storageWarnings({
  name,
  storage,
}: {
  readonly name: string;
  readonly storage: Storage;
}): readonly string[] {
  if (storage === 'claim') return [];
  return [
    `${name} keeps its data in its pod, because the cluster has no default StorageClass: when the pod goes, they go. Good enough to try things out`,
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
