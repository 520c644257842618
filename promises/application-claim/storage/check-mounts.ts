import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/** Reports mounts that the API server refuses, or that stop a container from starting. */
export function checkMounts(merged: Values): Problem[] {
  const volumes = entriesOf(merged, 'volumes');
  const files = entriesOf(merged, 'files');
  if (volumes.length + files.length === 0) return [];
  const mounts = [
    ...mountsOf(volumes, ({ mountPath }) => mountPath),
    ...mountsOf(files, ({ path }) => path),
  ].map(({ at, path, entry }): Mount => ({ at, path, folder: folderOf(path), holds: contentOf(entry) }));
  return [
    ...pathProblems(mounts),
    ...nameProblems(volumes),
    ...contentProblems(files),
    ...sizeProblems(files),
  ];
}

interface Entry {
  /** Path of the entry in the values. */
  readonly at: string;
  readonly entry: Values;
}

interface Mount {
  /** Path of the value. */
  readonly at: string;
  readonly path: string;
  /** Path in the form in which paths are compared. */
  readonly folder: string;
  /** Description of the content; undefined if other mounts can be below the path. */
  readonly holds: string | undefined;
}

function entriesOf(merged: Values, list: string): Entry[] {
  const entries = valueAt(merged, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry, index) => (isMap(entry) ? [{ at: `${list}[${index}]`, entry }] : []));
}

function mountsOf(entries: readonly Entry[], pathOf: (entry: Values) => unknown) {
  return entries.flatMap(({ at, entry }) => {
    const path = pathOf(entry);
    return typeof path === 'string'
      ? [{ at: `${at}.${'content' in entry ? 'path' : 'mountPath'}`, path, entry }]
      : [];
  });
}

const folderOf = (path: string): string => path.replace(/\/+/g, '/').replace(/\/$/, '');

function contentOf({ content, configMap, secret, readOnly }: Values): string | undefined {
  if (content !== undefined) return 'a file';
  return configMap !== undefined || secret !== undefined || readOnly === true
    ? 'a read-only volume'
    : undefined;
}

/** Folders where the container runtime refuses a mount, and paths that leave their folder. */
const impossibleMount = /^\/(?:proc|sys|dev)(?:\/|$)|\/\.{1,2}(?:\/|$)|^$/;

function pathProblems(mounts: readonly Mount[]): Problem[] {
  return mounts.flatMap((mount, index) => {
    const message = pathProblem(mount, { mounts, before: mounts.slice(0, index) });
    return message === undefined ? [] : [problem(mount.at, message)];
  });
}

function pathProblem(
  { path, folder, holds }: Mount,
  { mounts, before }: { readonly mounts: readonly Mount[]; readonly before: readonly Mount[] },
): string | undefined {
  if (impossibleMount.test(folder))
    return `Invalid mount path "${path}"; use a path outside of /proc, /sys and /dev, without "." and ".."`;
  if (before.some((other) => other.folder === folder))
    return `Duplicate mount path "${path}"; use another path`;
  if (folder === '/tmp' && holds === 'a file')
    return '/tmp is the writable folder of the container; use another path';
  if (`${folder}/`.startsWith(`${bindingsFolder}/`))
    return `${bindingsFolder} is the folder of bound services; use another path`;
  const parent = mounts.find((other) => other.holds !== undefined && folder.startsWith(`${other.folder}/`));
  if (parent === undefined) return undefined;
  return `Nothing can be mounted below "${parent.path}", which is ${parent.holds}; use another path`;
}

/** Names of the volumes that the chart adds. */
const ownVolumes = /^(?:files|tmp|binding-.*)$/;

/** Folder with the certificate authorities of bound services. */
const bindingsFolder = '/etc/bindings';

function nameProblems(volumes: readonly Entry[]): Problem[] {
  const names = volumes.map(({ entry }) => entry['name']);
  return volumes.flatMap(({ at, entry: { name, mountPath } }, index) => {
    if (typeof name !== 'string') return [];
    if (names.indexOf(name) < index) return [problem(`${at}.name`, `Duplicate name "${name}"`)];
    const isTmp = name === 'tmp' && typeof mountPath === 'string' && folderOf(mountPath) === '/tmp';
    if (!ownVolumes.test(name) || isTmp) return [];
    return [
      problem(`${at}.name`, `The name "${name}" is reserved for a volume of the chart; use another name`),
    ];
  });
}

/** Characters that YAML cannot hold as they are, but for tab and line breaks (YAML 1.2, "Character Set"). */
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/;

function contentProblems(files: readonly Entry[]): Problem[] {
  return files
    .filter(({ entry: { content } }) => typeof content === 'string' && unprintable.test(content))
    .map(({ at }) =>
      problem(`${at}.content`, 'Control characters are not allowed; mount a ConfigMap with binaryData'),
    );
}

/** Limit of the values of a ConfigMap in bytes (Kubernetes, `ValidateConfigMap`). */
const configMapLimit = 1024 * 1024;

function sizeProblems(files: readonly Entry[]): Problem[] {
  const size = files.reduce(
    (sum, { entry: { content } }) => sum + (typeof content === 'string' ? Buffer.byteLength(content) : 0),
    0,
  );
  if (size <= configMapLimit) return [];
  const message = `The files have ${size} bytes, and a ConfigMap holds at most ${configMapLimit}; put large files into the image or a volume`;
  return [problem('files', message)];
}
