import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from './api-server.ts';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Does for a program that runs as a process what the kubelet does for one in a pod: a ConfigMap's keys are files of a
 * folder, as soon as there is one and whenever it changes.
 *
 * @returns the folder
 */
export function mountConfigMap(
  api: ApiServer,
  { namespace, name, folder }: { namespace: string; name: string; folder: string },
): string {
  mkdirSync(folder, { recursive: true });
  void follow(api, { path: `/api/v1/namespaces/${namespace}/configmaps`, name, folder });
  return folder;
}

/** For as long as this process lasts. */
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
      // the next watch begins with what there is
    }
    await wait(500, undefined, { ref: false });
  }
}

/** Each at once, so that nobody reads half a file. */
function writeKeys({ data = {} }: ConfigMap, folder: string): void {
  for (const [key, content] of Object.entries(data)) {
    const written = join(folder, `.${key}`);
    writeFileSync(written, content);
    renameSync(written, join(folder, key));
  }
}
