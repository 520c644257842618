import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { readContent } from '../../../shared/release/item-contents.ts';
import type { PodGroup } from '../../../shared/release/pod-group.ts';
import { canonicalQuantity, parseQuantity } from '../../../shared/release/quantity.ts';
import type { ReleaseFacts } from '../../../shared/release/release.ts';
import { stringAt, valueAt } from '../../../shared/release/value-access.ts';
import type { Application } from '../application.ts';
import { deploymentFields, statefulText } from './stateful.ts';

/** Converts volumes to values, with sizes as Kubernetes writes them. */
export function volumesAsValues(volumes: Application['volumes']): object[] | undefined {
  return volumes?.map(({ persistent, ...volume }) =>
    persistent === undefined
      ? volume
      : { ...volume, persistent: { ...persistent, size: canonicalQuantity(persistent.size) } },
  );
}

/** Returns the persistent volumes of an application for the status. */
export function volumeFacts(merged: Values): ReleaseFacts {
  const contents = persistentVolumes(merged).map(({ name, size, storageClass }) =>
    [`volume/${name} size=${size}`, ...(storageClass ? [`class=${storageClass}`] : [])].join(' '),
  );
  return contents.length === 0 ? {} : { contents };
}

/** Returns the volumes as one group without containers, for a quota: they exist with any number of pods. */
export function volumePods(merged: Values): PodGroup[] {
  const volumes = persistentVolumes(merged).map(({ size }) => size);
  return volumes.length === 0 ? [] : [{ count: 1, containers: [], volumes }];
}

/** Returns why a delivered volume cannot be changed this way, with the fix; undefined if it can. */
export function volumeChangeProblem(from: string, to: string): string | undefined {
  const { name, settings: before } = readContent(from);
  const { settings: now } = readContent(to);
  const [size, wanted] = [before.get('size') ?? '', now.get('size') ?? ''];
  if ((parseQuantity(wanted) ?? 0) < (parseQuantity(size) ?? 0))
    return `The size of ${name} cannot shrink from ${size} to ${wanted}; keep the size or increase it`;
  const [kept, other] = [before.get('class'), now.get('class')];
  if (kept === other) return undefined;
  return `The storage class of ${name} cannot change from ${className(kept)} to ${className(other)}: nothing moves the data; keep it, or add a volume and copy the data`;
}

/** Reports merged values that a pod with a persistent volume cannot have. */
export function statefulProblems(
  merged: Values,
  { wanted, isSet }: { readonly wanted: boolean; readonly isSet: (path: string) => boolean },
): Problem[] {
  if (persistentVolumes(merged).length === 0) return [];
  // A request that sets the value itself is refused for this reason.
  if (!wanted && isSet('volumes')) return [];
  if (!wanted)
    return [problem('volumes', 'Only a request can ask for a persistent volume; remove it from the values')];
  const at = (path: string): unknown => valueAt(merged, path);
  return [
    ...(Number(at('replicas')) > 1 ? [problem('replicas', statefulText.replicas)] : []),
    ...(at('autoscaling.enabled') === true ? [problem('autoscaling.enabled', statefulText.autoscaling)] : []),
    ...(isSet('rollout.strategy') && at('rollout.strategy') !== 'Recreate'
      ? [problem('rollout.strategy', statefulText.strategy)]
      : []),
    ...deploymentFields
      .filter((field) => isSet(`rollout.${field}`))
      .map((field) => problem(`rollout.${field}`, statefulText.rollout(field))),
  ];
}

interface PersistentVolume {
  readonly name: string;
  readonly size: string;
  readonly storageClass: string | undefined;
}

function persistentVolumes(merged: Values): PersistentVolume[] {
  const volumes = valueAt(merged, 'volumes');
  const fallback = stringAt(merged, 'persistence.storageClass');
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    if (!isMap(volume) || !isMap(volume['persistent'])) return [];
    const { size, storageClass = fallback } = volume['persistent'];
    return [{ name: String(volume['name']), size: String(size), storageClass: storageClass as string }];
  });
}

function className(name: string | undefined): string {
  return name === undefined ? "the cluster's default" : `"${name}"`;
}
