import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KratixPromise } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { parseRequestYaml } from '../../../shared/yaml.ts';
import { root } from '../cluster/layout.ts';
import { kratixKinds } from '../stand-in/kratix-objects.ts';
import type { ClusterAccess } from './platform.ts';

/** Reads the Promise of a folder of `promises/`. */
export function readPromise(name: string): KratixPromise {
  const text = readFileSync(join(root, 'promises', name, 'generated/promise.yaml'), 'utf8');
  return parseRequestYaml(text) as KratixPromise;
}

/** Returns the pipeline image of the Promises in a cluster. */
export async function deployedImage({ api }: ClusterAccess): Promise<string> {
  const { spec } = await api.get<KratixPromise>(`${kratixKinds}/promises/application-claim`);
  return spec.workflows.resource.configure![0]!.spec.containers[0]!.image;
}

/** Applies a Promise. @throws Error if it has a field that Kratix does not know */
export async function applyPromise({ kubectl }: ClusterAccess, promise: KratixPromise): Promise<void> {
  const flags = ['--server-side', '--force-conflicts', '--validate=strict'];
  await kubectl(['apply', ...flags, '--filename', '-'], JSON.stringify(promise));
}
