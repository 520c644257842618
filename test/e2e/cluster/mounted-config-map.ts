import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from './api-server.ts';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Keeps the keys of a ConfigMap as files in a folder, as the kubelet does for a pod. Returns the folder.
 */
export function mountConfigMap(
  api: ApiServer,
  { namespace, name, folder }: { namespace: string; name: string; folder: string },
): string {
  mkdirSync(folder, { recursive: true });
  void follow(api, { path: `/api/v1/namespaces/${namespace}/configmaps`, name, folder });
  return folder;
}

/** Follows the ConfigMap until the process ends. */
async function follow(
  api: ApiServer,
  { path, name, folder }: { path: string; name: string; folder: string },
): Promise<void> {
  const { signal } = new AbortController();
  for (;;) {
    try {
      for await (const found of api.watch<ConfigMap>(path, signal)) {
        if (found.metadata.name === name) writeKeys(found, folder);
      }
    } catch {
      // the next watch begins with all existing objects
    }
    await wait(500, undefined, { ref: false });
  }
}

/** Replaces each file at once, so that no reader sees half a file. */
function writeKeys({ data = {} }: ConfigMap, folder: string): void {
  for (const [key, content] of Object.entries(data)) {
    const written = join(folder, `.${key}`);
    writeFileSync(written, content);
    renameSync(written, join(folder, key));
  }
}
