import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { follow } from '../stand-in/follow.ts';
import type { ApiServer } from './api-server.ts';

/** Name of the StorageClass and of its provisioner. */
export const storageClass = 'e2e';

const claims = '/api/v1/persistentvolumeclaims';
const volumes = '/api/v1/persistentvolumes';

interface ProvisionerOptions {
  readonly api: ApiServer;
  readonly folder: string;
  readonly isDefault: boolean;
}

interface Claim extends KubernetesObject {
  readonly spec: {
    readonly storageClassName?: string;
    readonly accessModes: readonly string[];
    readonly volumeName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status?: { readonly phase?: string; readonly capacity?: { readonly storage?: string } };
}

/**
 * Creates a StorageClass, and provisions and expands its volumes: folders of the run. Kubernetes has no provisioner of
 * its own. Nothing enforces a size, so an expansion changes the capacities alone.
 *
 * @param options.isDefault whether the class is the default of the cluster
 */
export async function startProvisioner({ api, folder, isDefault }: ProvisionerOptions): Promise<void> {
  await api.create('/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: storageClass,
      annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
    },
    provisioner: `${storageClass}.local/folders`,
    reclaimPolicy: 'Retain',
    allowVolumeExpansion: true,
  });
  const { signal } = new AbortController();
  void follow<Claim>({ api, path: claims, signal }, async (claim) => {
    if (claim.spec.storageClassName !== storageClass || claim.metadata.deletionTimestamp !== undefined)
      return;
    if (claim.spec.volumeName === undefined) await provision(claim, { api, folder });
    else if (claim.status?.phase === 'Bound') await expand(claim, api);
  });
}

async function provision(claim: Claim, { api, folder }: { api: ApiServer; folder: string }): Promise<void> {
  const { name: claimName, namespace, uid, resourceVersion } = claim.metadata;
  const volume = `pvc-${uid}`;
  if ((await api.find(`${volumes}/${volume}`)) !== undefined) return;
  const path = join(folder, 'volumes', volume);
  mkdirSync(path, { recursive: true });
  // the kubelet does not apply fsGroup to a hostPath volume
  chmodSync(path, 0o777);
  await api.create(volumes, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume },
    spec: {
      storageClassName: storageClass,
      accessModes: claim.spec.accessModes,
      persistentVolumeReclaimPolicy: 'Retain',
      capacity: { storage: claim.spec.resources.requests.storage },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: claimName,
        namespace,
        uid,
        resourceVersion,
      },
      hostPath: { path },
    },
  });
}

/** Gives a volume the size that its claim requests. The API server accepts no smaller one. */
async function expand({ metadata, spec, status }: Claim, api: ApiServer): Promise<void> {
  const { storage } = spec.resources.requests;
  if (status?.capacity?.storage === storage) return;
  await api.merge(`${volumes}/${spec.volumeName}`, { spec: { capacity: { storage } } });
  const path = `/api/v1/namespaces/${metadata.namespace}/persistentvolumeclaims/${metadata.name}`;
  await api.merge(`${path}/status`, { status: { capacity: { storage }, conditions: [] } });
}
