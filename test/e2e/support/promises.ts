import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequestYaml } from '../../../shared/yaml.ts';
import { root } from '../cluster/place.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import type { Container, KratixPromise, Pipeline } from '../stand-in/kratix-promise.ts';

/** The Promise of a folder of `promises/`. */
export function readPromise(name: string): KratixPromise {
  const text = readFileSync(join(root, 'promises', name, 'generated/promise.yaml'), 'utf8');
  return parseRequestYaml(text) as KratixPromise;
}

/** A Promise whose containers differ from what they were. */
export function withContainers(promise: KratixPromise, change: Partial<Container>): KratixPromise {
  const changed = (pipeline: Pipeline): Pipeline => {
    const containers = pipeline.spec.containers.map((container) => ({ ...container, ...change }));
    return { ...pipeline, spec: { ...pipeline.spec, containers } };
  };
  const { resource } = promise.spec.workflows;
  const workflows = Object.entries(resource).map(([action, pipelines]) => [action, pipelines.map(changed)]);
  return { ...promise, spec: { ...promise.spec, workflows: { resource: Object.fromEntries(workflows) } } };
}

/** Applies a Promise, without a field that Kratix does not know. */
export async function applyPromise({ kubectl }: Cluster, promise: KratixPromise): Promise<void> {
  const flags = ['--server-side', '--force-conflicts', '--validate=strict'];
  await kubectl(['apply', ...flags, '--filename', '-'], JSON.stringify(promise));
}
