import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existingObjects } from '../../../pipelines/configure/existing-objects.ts';
import { filePlatform } from '../../../pipelines/configure/file-platform.ts';
import { definitions } from '../../../promises/index.ts';
import { group, version } from '../../../shared/api-version.ts';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { type ApiServer, certificateAuthority, startApiServer } from '../../support/api-server.ts';
import { type Case, readInput, readOthers, readPlatforms } from '../../support/cases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Folder of a pod's service account (Kubernetes, "Accessing the Kubernetes API from a Pod"). */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Returns the request of a case as the API server stores it. */
export function liveObject(oneCase: Case): KubernetesObject {
  const input = readInput(oneCase);
  const metadata = {
    namespace: 'default',
    uid: '22222222-2222-2222-2222-222222222222',
    creationTimestamp: '2026-06-01T00:00:00Z',
    generation: 1,
    resourceVersion: '42',
    managedFields: [
      { manager: 'kubectl-client-side-apply', operation: 'Update', fieldsV1: { 'f:spec': {} } },
    ],
    ...input.metadata,
  };
  return { ...input, metadata };
}

/** Starts an API server with the request of a case, its platforms and the other requests. */
export function startCaseCluster(oneCase: Case): Promise<ApiServer> {
  const platforms = readPlatforms(oneCase).map(declared);
  const objects = existingObjects([...platforms, ...readOthers(oneCase), liveObject(oneCase)]);
  const resources = definitions.map(({ plural, kind }) => ({
    name: plural,
    kind,
    namespaced: true,
    verbs: ['list'],
    objects: objects.filter((object) => object.kind === kind),
  }));
  return startApiServer({ group, version, resources });
}

/** Returns the environment and mounts with which a container reaches the API server, as the kubelet sets them. */
export function serviceAccountOf({ url, token }: ApiServer): {
  env: Record<string, string>;
  readOnly: Record<string, string>;
} {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const files = { token, 'ca.crt': certificateAuthority, namespace: 'default' };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const { hostname, port } = new URL(url);
  return {
    env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
    readOnly: { [serviceAccountFolder]: folder },
  };
}

/** Returns a BootstrapClaim with the status that its own run writes. */
function declared(claim: KubernetesObject): KubernetesObject {
  const { platform } = filePlatform(claim);
  return { ...claim, status: { releases: [], platform } };
}
