import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import type { PodGroup } from '../../../shared/release/pod-group.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/**
 * Returns the pods that an application always has, as a quota counts them. Not included are jobs, further pods of an
 * autoscaler, and init containers, which run before the others.
 */
export function applicationPods(merged: Values): PodGroup[] {
  const isScaled = valueAt(merged, 'autoscaling.enabled') === true;
  const count = Number(valueAt(merged, isScaled ? 'autoscaling.minReplicas' : 'replicas'));
  if (!(count > 0)) return [];
  const list = valueAt(merged, 'sidecars');
  const sidecars = (Array.isArray(list) ? list : []).map((sidecar, index) =>
    isMap(sidecar) && sidecar['resources'] !== undefined ? `sidecars.${index}.resources` : 'sidecarResources',
  );
  return [{ count, containers: ['resources', ...sidecars], volumes: [] }];
}
