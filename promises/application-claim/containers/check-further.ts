import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { type ListEntry, listEntries } from '../../../shared/service/list-entries.ts';
import { isReadOnlyVolume, type Mount, mountPathProblems, normalizeFolder } from '../storage/mount-paths.ts';
import { checkContainerProbes } from './check-probes.ts';
import { furtherResourceProblems } from './check-resources.ts';
import { duplicateProblems } from './duplicates.ts';

/** Lists of further containers. */
const lists = ['sidecars', 'initContainers'] as const;

/** Returns the further containers of an application. */
export function furtherContainersOf(merged: Values): ListEntry[] {
  return lists.flatMap((list) => listEntries(merged, list));
}

/** Reports further containers that the API server or the kubelet would refuse. */
export function checkFurtherContainers(merged: Values, release: string): Problem[] {
  const containers = furtherContainersOf(merged);
  if (containers.length === 0) return [];
  return [
    ...nameProblems(containers, [
      release,
      ...listEntries(merged, 'jobs').map(({ values }) => values['name']),
    ]),
    ...portProblems(merged, containers),
    ...containers.flatMap((container) => [
      ...[
        ...duplicateProblems(container.values, 'env', 'name'),
        ...furtherResourceProblems(container.values, merged),
      ].map(({ path, message }) => problem(`${container.path}.${path}`, message)),
      ...checkContainerProbes(container.values, container.path),
      ...mountProblems(container, merged),
    ]),
  ];
}

function nameProblems(containers: readonly ListEntry[], others: readonly (Value | undefined)[]): Problem[] {
  const taken = new Set(others);
  return containers.flatMap(({ path, values: { name } }) => {
    if (!taken.has(name)) {
      taken.add(name);
      return [];
    }
    const message = `Duplicate name "${scalarText(name)}" of a container or a job; use another name`;
    return [problem(`${path}.name`, message)];
  });
}

/** Reports ports that another container of the pod has: all of them share one network. */
function portProblems(merged: Values, containers: readonly ListEntry[]): Problem[] {
  const taken = new Map<string, string>();
  const keysOf = ({ name, port, protocol = 'TCP' }: Values): string[] => [
    scalarText(name),
    `${scalarText(port)}/${scalarText(protocol)}`,
  ];
  for (const { values } of listEntries(merged, 'ports'))
    for (const key of keysOf(values)) taken.set(key, 'the application');
  return containers.flatMap((container) =>
    listEntries(container.values, 'ports', `${container.path}.ports`).flatMap(({ path, values }) => {
      const [name = '', number = ''] = keysOf(values);
      const owner = { name: taken.get(name), port: taken.get(number) };
      for (const key of [name, number]) taken.set(key, `container "${scalarText(container.values['name'])}"`);
      return (['name', 'port'] as const).flatMap((field) =>
        owner[field] === undefined
          ? []
          : [
              problem(
                `${path}.${field}`,
                `Duplicate ${field} ${JSON.stringify(values[field])}, which ${owner[field]} has too; use another ${field}`,
              ),
            ],
      );
    }),
  );
}

/** Reports mounts of volumes that the application does not have, and paths where nothing can be mounted. */
function mountProblems(container: ListEntry, merged: Values): Problem[] {
  const volumes = new Map(listEntries(merged, 'volumes').map(({ values }) => [values['name'], values]));
  const hasOwnTmp = [...volumes.values()].some(
    ({ mountPath }) => normalizeFolder(scalarText(mountPath)) === '/tmp',
  );
  // The chart adds the volume tmp, unless a volume of the application is at /tmp.
  if (!hasOwnTmp) volumes.set('tmp', { name: 'tmp' });
  const mounts = listEntries(container.values, 'volumeMounts', `${container.path}.volumeMounts`);
  const names = [...volumes.keys()].map(scalarText).join(', ');
  const unknown = mounts
    .filter(({ values: { name } }) => !volumes.has(name))
    .map(({ path, values: { name } }) =>
      problem(
        `${path}.name`,
        `The application has no volume "${scalarText(name)}"; its volumes are ${names}`,
      ),
    );
  const known = mounts.flatMap(({ path, values: { name, mountPath, readOnly } }): Mount[] => {
    const volume = volumes.get(name);
    if (volume === undefined || typeof mountPath !== 'string') return [];
    const isReadOnly = readOnly === true || isReadOnlyVolume(volume);
    const content = isReadOnly ? 'a read-only volume' : undefined;
    return [{ at: `${path}.mountPath`, path: mountPath, content }];
  });
  return [...unknown, ...mountPathProblems(known)];
}
