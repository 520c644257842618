import type { Values } from '../helm/chart.ts';
import type { PodGroup } from '../release/pod-group.ts';
import { stringAt, valueAt } from '../release/value-access.ts';

/** Returns the pods of an engine: `replicas`, each with `resources`, the volume of `persistence.size`, and the given others. */
export function instances(
  merged: Values,
  { containers = [], volumes = [] }: Partial<Omit<PodGroup, 'count'>> = {},
): PodGroup {
  const own = valueAt(merged, 'persistence.enabled') === false ? [] : ['persistence.size'];
  return {
    count: replicasOf(merged),
    containers: ['resources', ...containers],
    volumes: [...own, ...volumes],
  };
}

/** Returns the number of instances of merged values. */
export function replicasOf(merged: Values): number {
  return Number(stringAt(merged, 'replicas')) || 0;
}

/** Returns a list of one value path if the value at `condition` is true, otherwise an empty list. */
export function pathIf(merged: Values, condition: string, path: string): string[] {
  return valueAt(merged, condition) === true ? [path] : [];
}
