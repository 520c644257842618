import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { bindingsFolder } from '../../../shared/release/bindings.ts';

/** Mount of a container. */
export interface Mount {
  /** Value path of the mount path, for problems. */
  readonly at: string;
  readonly path: string;
  /** Content below which nothing else can be mounted; undefined for a writable folder. */
  readonly content: 'a file' | 'a read-only volume' | undefined;
}

/** Returns a path without repeated and trailing slashes, the form in which paths are compared. */
export function normalizeFolder(path: string): string {
  return path.replace(/\/+/g, '/').replace(/\/$/, '');
}

/** Returns true if every mount of a volume is read-only. */
export function isReadOnlyVolume({ configMap, secret }: Values): boolean {
  return configMap !== undefined || secret !== undefined;
}

/** Reports paths where a container cannot have a mount, because of the path or of its other mounts. */
export function mountPathProblems(mounts: readonly Mount[]): Problem[] {
  return mounts.flatMap((mount, index) => {
    const message = pathProblem(mount, { mounts, before: mounts.slice(0, index) });
    return message === undefined ? [] : [problem(mount.at, message)];
  });
}

/** Folders where the container runtime refuses a mount, and paths that leave their folder. */
const impossibleMount = /^\/(?:proc|sys|dev)(?:\/|$)|\/\.{1,2}(?:\/|$)|^$/;

function pathProblem(
  { path, content }: Mount,
  { mounts, before }: { readonly mounts: readonly Mount[]; readonly before: readonly Mount[] },
): string | undefined {
  const folder = normalizeFolder(path);
  if (impossibleMount.test(folder))
    return `Invalid mount path "${path}"; use a path outside of /proc, /sys and /dev, without "." and ".."`;
  if (before.some((other) => normalizeFolder(other.path) === folder))
    return `Duplicate mount path "${path}"; use another path`;
  if (folder === '/tmp' && content === 'a file')
    return '/tmp is the writable folder of the container; use another path';
  if (`${folder}/`.startsWith(`${bindingsFolder}/`))
    return `${bindingsFolder} is the folder of bound services; use another path`;
  const parent = mounts.find(
    (other) => other.content !== undefined && folder.startsWith(`${normalizeFolder(other.path)}/`),
  );
  if (parent === undefined) return undefined;
  return `Nothing can be mounted below "${parent.path}", which is ${parent.content}; use another path`;
}
