import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { parseRequestFile } from '../../../shared/yaml.ts';

/** Storage of a workload: a volume that outlives its pod (`claim`), or the pod itself. */
export type Storage = 'claim' | 'pod';

/** Namespace and name of a workload. */
export interface WorkloadName {
  readonly namespace: string;
  readonly name: string;
}

/** Values of a workload that its file leaves open. */
export interface WorkloadValues {
  /** Folder of the files: `kind/platform`. */
  readonly platform: string;
  readonly image: string;
  readonly storage: Storage;
  /** Content that the pod reads only at its start, beside its configuration. */
  readonly readAtStart?: string;
}

/** The label of our objects. */
export const managedBy = { name: 'app.kubernetes.io/managed-by', value: 'infraforge' } as const;

/** Returns whether an object is ours. */
export function isManaged({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.[managedBy.name] === managedBy.value;
}

interface ConfigMap extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

interface Deployment extends KubernetesObject {
  readonly spec: { readonly template: PodTemplate };
}

interface PodTemplate {
  readonly metadata: object;
  readonly spec: {
    readonly containers: readonly object[];
    readonly volumes: readonly { readonly name: string }[];
  };
}

/** Reads `<platform>/<file>`, in the order in which the objects are needed; the namespace comes first. */
export function readWorkload(
  file: string,
  { platform, ...values }: WorkloadValues,
): readonly [KubernetesObject, ...KubernetesObject[]] {
  const objects = parseRequestFile(readFileSync(join(platform, file), 'utf8')) as KubernetesObject[];
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap') as ConfigMap;
  const read = JSON.stringify([data, values.readAtStart]);
  const checksum = createHash('sha256').update(read).digest('hex');
  const [namespace, ...others] = objects.filter(
    ({ kind }) => kind !== 'PersistentVolumeClaim' || values.storage === 'claim',
  );
  const filled = others.map((object) =>
    object.kind === 'Deployment' ? fillDeployment(object as Deployment, { ...values, checksum }) : object,
  );
  return [namespace!, ...filled];
}

function fillDeployment(
  deployment: Deployment,
  {
    image,
    storage,
    checksum,
  }: { readonly image: string; readonly storage: Storage; readonly checksum: string },
): Deployment {
  const { template, ...spec } = deployment.spec;
  const { containers, volumes, ...pod } = template.spec;
  const annotations = { 'infraforge.io/configuration': checksum };
  const inPod = (volume: { readonly name: string }): object =>
    volume.name === 'data' && storage === 'pod' ? { name: 'data', emptyDir: {} } : volume;
  const filled = {
    metadata: { ...template.metadata, annotations },
    spec: {
      ...pod,
      containers: containers.map((container) => ({ ...container, image })),
      volumes: volumes.map(inPod),
    },
  };
  return { ...deployment, spec: { ...spec, template: filled as PodTemplate } };
}
