import { canaryFiles, stateFolder } from './contract.ts';

/** Maximum length of a name in bytes: the limit of common file systems. */
const maxSegmentLength = 255;

/** Maximum length of a path in bytes: a quarter of Linux's PATH_MAX, so that a checkout can be in a deep folder. */
const maxPathLength = 1024;

/** Names that control Git at any depth: `.gitignore` silently blocks Kratix's own writes. */
const gitControlFiles: readonly string[] = ['.git', '.gitattributes', '.gitignore', '.gitmodules'];

/**
 * Checks that paths can be written to the output volume and the state store: each is inside, none is reserved, and no two
 * are equal. Paths come from the program, so an invalid path is a defect.
 *
 * @throws Error with the first invalid path
 */
export function checkOutputPaths(paths: Iterable<string>): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    checkOutputPath(path);
    if (files.has(path)) throw refused(path, 'duplicate path');
    files.add(path);
    for (const folder of parentFolders(path)) folders.add(folder);
  }
  for (const file of files) {
    if (folders.has(file)) throw refused(file, 'also the folder of another path');
  }
}

/**
 * Checks that a path is inside the output volume and not reserved: relative, without `.`, `..` or invisible characters, and
 * not a file of Git or Kratix.
 *
 * @throws Error if the path is invalid
 */
export function checkOutputPath(path: string): void {
  const segments = path.split('/');
  const problem = pathProblem(path) ?? ownershipProblem(segments) ?? firstProblem(segments);
  if (problem !== undefined) throw refused(path, problem);
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'an empty path';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'an absolute path';
  if (path.includes('\\')) return 'a backslash';
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(path)) return 'a control or invisible character';
  if (Buffer.byteLength(path) > maxPathLength) return `longer than ${maxPathLength} bytes`;
  return undefined;
}

function ownershipProblem(segments: readonly string[]): string | undefined {
  const first = segments[0]?.toLowerCase();
  if (first === stateFolder) return `"${stateFolder}" is the folder of Kratix's state files`;
  if (segments.length === 1 && canaryFiles.includes(first ?? '')) return "one of Kratix's canary files";
  return undefined;
}

function firstProblem(segments: readonly string[]): string | undefined {
  return segments.map(segmentProblem).find((found) => found !== undefined);
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'an empty segment';
  if (segment === '.' || segment === '..') return `the segment "${segment}"`;
  if (gitControlFiles.includes(segment.toLowerCase())) return `"${segment}", which controls Git`;
  if (Buffer.byteLength(segment) > maxSegmentLength) return `a segment longer than ${maxSegmentLength} bytes`;
  return undefined;
}

/** Returns the parent folders of a path: `a` and `a/b` for `a/b/c`. */
function parentFolders(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

function refused(path: string, detail: string): Error {
  return new Error(`Write output ${JSON.stringify(path)}: ${detail}`);
}
