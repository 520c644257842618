import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { type ListEntry, listEntries } from '../../../shared/service/list-entries.ts';
import { isReadOnlyVolume, type Mount, mountPathProblems, normalizeFolder } from './mount-paths.ts';

/** Reports mounts that the API server refuses, or that stop a container from starting. */
export function checkMounts(merged: Values): Problem[] {
  const volumes = listEntries(merged, 'volumes');
  const files = listEntries(merged, 'files');
  if (volumes.length + files.length === 0) return [];
  const mounts = [...mountsOf(volumes, 'mountPath'), ...mountsOf(files, 'path')];
  return [
    ...mountPathProblems(mounts),
    ...nameProblems(volumes),
    ...contentProblems(files),
    ...sizeProblems(files),
  ];
}

/** Returns the mounts of the entries that have a mount path in this field. */
function mountsOf(entries: readonly ListEntry[], field: 'mountPath' | 'path'): Mount[] {
  return entries.flatMap(({ path: at, values }) => {
    const path = values[field];
    return typeof path === 'string' ? [{ at: `${at}.${field}`, path, content: contentOf(values) }] : [];
  });
}

function contentOf({ content, readOnly, ...volume }: Values): Mount['content'] {
  if (content !== undefined) return 'a file';
  return readOnly === true || isReadOnlyVolume(volume) ? 'a read-only volume' : undefined;
}

/** Names of the volumes that the chart adds. */
const ownVolumes = /^(?:files|tmp|binding-.*)$/;

function nameProblems(volumes: readonly ListEntry[]): Problem[] {
  const names = volumes.map(({ values }) => values['name']);
  return volumes.flatMap(({ path, values: { name, mountPath } }, index) => {
    if (typeof name !== 'string') return [];
    if (names.indexOf(name) < index) return [problem(`${path}.name`, `Duplicate name "${name}"`)];
    const isTmp = name === 'tmp' && typeof mountPath === 'string' && normalizeFolder(mountPath) === '/tmp';
    if (!ownVolumes.test(name) || isTmp) return [];
    return [
      problem(`${path}.name`, `The name "${name}" is reserved for a volume of the chart; use another name`),
    ];
  });
}

/** Characters that YAML can only hold escaped (YAML 1.2, "Character Set"). */
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/;

function contentProblems(files: readonly ListEntry[]): Problem[] {
  return files
    .filter(({ values: { content } }) => typeof content === 'string' && unprintable.test(content))
    .map(({ path }) =>
      problem(`${path}.content`, 'Control characters are not allowed; mount a ConfigMap with binaryData'),
    );
}

/** Limit of the values of a ConfigMap in bytes (Kubernetes, `ValidateConfigMap`). */
const configMapLimit = 1024 * 1024;

function sizeProblems(files: readonly ListEntry[]): Problem[] {
  const size = files.reduce(
    (sum, { values: { content } }) => sum + (typeof content === 'string' ? Buffer.byteLength(content) : 0),
    0,
  );
  if (size <= configMapLimit) return [];
  const message = `The files have ${size} bytes, and a ConfigMap holds at most ${configMapLimit}; put large files into the image or a volume`;
  return [problem('files', message)];
}
