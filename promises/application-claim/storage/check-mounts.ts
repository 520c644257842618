import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/** Folders where the container runtime refuses a mount, and paths that leave their folder. */
const impossibleMount = /^\/(?:proc|sys|dev)(?:\/|$)|\/\.{1,2}(?:\/|$)|^$/;

/** Reports mounts of one path, mounts over the writable folder, and mounts that stop a container from starting. */
export function checkMounts(merged: Values): Problem[] {
  const seen = new Set(['/tmp']);
  return ['configMaps', 'secrets'].flatMap((list) => {
    const mounts = valueAt(merged, list);
    return (Array.isArray(mounts) ? mounts : []).flatMap((mount, index) => {
      const path = isMap(mount) ? mount['mountPath'] : undefined;
      if (typeof path !== 'string') return [];
      const folder = path.replace(/\/+/g, '/').replace(/\/$/, '');
      if (impossibleMount.test(folder)) {
        const message = `Invalid mount path "${path}"; use a path outside of /proc, /sys and /dev, without "." and ".."`;
        return [problem(`${list}[${index}].mountPath`, message)];
      }
      if (!seen.has(folder)) {
        seen.add(folder);
        return [];
      }
      const message =
        folder === '/tmp'
          ? '/tmp is the writable folder of the container; use another path'
          : `Duplicate mount path "${path}"; use another path`;
      return [problem(`${list}[${index}].mountPath`, message)];
    });
  });
}
