import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { checkContainerProbes } from './check-probes.ts';
import { furtherResourceProblems } from './check-resources.ts';
import { duplicateProblems } from './duplicates.ts';

/** Lists of further containers. */
const lists = ['sidecars', 'initContainers'] as const;

/** Container of a list, with its value path. */
interface Placed {
  readonly at: string;
  readonly container: Values;
}

/** Returns the further containers of an application. */
export function furtherContainersOf(merged: Values): Placed[] {
  return lists.flatMap((list) =>
    entriesOf(merged, list).map(({ entry, index }) => ({ at: `${list}[${index}]`, container: entry })),
  );
}

/** Reports further containers that the API server or the kubelet would refuse. */
export function checkFurtherContainers(merged: Values, release: string): Problem[] {
  const containers = furtherContainersOf(merged);
  if (containers.length === 0) return [];
  return [
    ...nameProblems(containers, [release, ...entriesOf(merged, 'jobs').map(({ entry }) => entry['name'])]),
    ...portProblems(merged, containers),
    ...containers.flatMap(({ at, container }) => [
      ...[...duplicateProblems(container, 'env', 'name'), ...furtherResourceProblems(container, merged)].map(
        ({ path, message }) => problem(`${at}.${path}`, message),
      ),
      ...checkContainerProbes(container, at),
      ...mountProblems(merged, { at, container }),
    ]),
  ];
}

function entriesOf(values: Values, list: string): { readonly entry: Values; readonly index: number }[] {
  const entries = valueAt(values, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) => (isMap(entry) ? [{ entry, index }] : []));
}

function nameProblems(containers: readonly Placed[], others: readonly (Value | undefined)[]): Problem[] {
  const taken = new Set(others);
  return containers.flatMap(({ at, container: { name } }) => {
    if (!taken.has(name)) {
      taken.add(name);
      return [];
    }
    const message = `Duplicate name "${scalarText(name)}" of a container or a job; use another name`;
    return [problem(`${at}.name`, message)];
  });
}

/** Reports ports that another container of the pod has: all of them share one network. */
function portProblems(merged: Values, containers: readonly Placed[]): Problem[] {
  const taken = new Map<string, string>();
  const keysOf = ({ name, port, protocol = 'TCP' }: Values): string[] => [
    scalarText(name),
    `${scalarText(port)}/${scalarText(protocol)}`,
  ];
  for (const { entry } of entriesOf(merged, 'ports'))
    for (const key of keysOf(entry)) taken.set(key, 'the application');
  return containers.flatMap(({ at, container }) =>
    entriesOf(container, 'ports').flatMap(({ entry, index }) => {
      const [name = '', number = ''] = keysOf(entry);
      const owner = { name: taken.get(name), port: taken.get(number) };
      for (const key of [name, number]) taken.set(key, `container "${scalarText(container['name'])}"`);
      return (['name', 'port'] as const).flatMap((field) =>
        owner[field] === undefined
          ? []
          : [
              problem(
                `${at}.ports[${index}].${field}`,
                `Duplicate ${field} ${JSON.stringify(entry[field])}, which ${owner[field]} has too; use another ${field}`,
              ),
            ],
      );
    }),
  );
}

/** Folders where the container runtime refuses a mount, and paths that leave their folder. */
const impossibleMount = /^\/(?:proc|sys|dev)(?:\/|$)|\/\.{1,2}(?:\/|$)|^$/;

function mountProblems(merged: Values, { at, container }: Placed): Problem[] {
  const own = entriesOf(merged, 'volumes').map(({ entry }) => entry);
  const hasTmp = !own.some(({ mountPath }) => mountPath === '/tmp');
  const volumes = [...own.map(({ name }) => name), ...(hasTmp ? ['tmp'] : [])];
  const seen = new Set<string>();
  return entriesOf(container, 'volumeMounts').flatMap(({ entry: { name, mountPath }, index }) => {
    const path = `${at}.volumeMounts[${index}]`;
    if (!volumes.includes(name)) {
      const message = `The application has no volume "${scalarText(name)}"; its volumes are ${volumes.join(', ')}`;
      return [problem(`${path}.name`, message)];
    }
    const folder = scalarText(mountPath).replace(/\/+/g, '/').replace(/\/$/, '');
    const isDuplicate = seen.has(folder);
    seen.add(folder);
    if (impossibleMount.test(folder)) {
      const message = `Invalid mount path "${scalarText(mountPath)}"; use a path outside of /proc, /sys and /dev, without "." and ".."`;
      return [problem(`${path}.mountPath`, message)];
    }
    return isDuplicate
      ? [problem(`${path}.mountPath`, `Duplicate mount path "${scalarText(mountPath)}"; use another path`)]
      : [];
  });
}
