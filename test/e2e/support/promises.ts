import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KratixPromise } from '../../../pipelines/stand-in/kratix/promise-object.ts';
import { parseRequestYaml } from '../../../shared/yaml.ts';
import { root } from '../cluster/place.ts';
import type { Cluster } from '../cluster/start-cluster.ts';

/** The Promise of a folder of `promises/`. */
export function readPromise(name: string): KratixPromise {
  const text = readFileSync(join(root, 'promises', name, 'generated/promise.yaml'), 'utf8');
  return parseRequestYaml(text) as KratixPromise;
}

/** Applies a Promise, without a field that Kratix does not know. */
export async function applyPromise({ kubectl }: Cluster, promise: KratixPromise): Promise<void> {
  const flags = ['--server-side', '--force-conflicts', '--validate=strict'];
  await kubectl(['apply', ...flags, '--filename', '-'], JSON.stringify(promise));
}
