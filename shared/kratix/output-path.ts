import { canaryFiles, stateFolder } from './contract.ts';

/** Bytes: the limit of common file systems for one name. */
const longestSegment = 255;

/** Bytes: a quarter of Linux's PATH_MAX, so that a checkout may be in a deep folder. */
const longestPath = 1024;

/** Names that control Git at any depth: `.gitignore` silently blocks Kratix's own writes. */
const gitFiles: readonly string[] = ['.git', '.gitattributes', '.gitignore', '.gitmodules'];

/**
 * Checks that paths can be written below the output volume and, from there, into the state store: each stays inside,
 * none is reserved, and no two are equal. Paths come from the program, so an invalid one is a defect.
 * @throws Error with the path and what is wrong with it
 */
export function checkOutputPaths(paths: Iterable<string>): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    checkOutputPath(path);
    if (files.has(path)) throw refused(path, 'written twice');
    files.add(path);
    for (const folder of foldersOf(path)) folders.add(folder);
  }
  for (const file of files) {
    if (folders.has(file)) throw refused(file, 'a file where other paths have a folder');
  }
}

/**
 * Checks that one path stays below the output volume and is not reserved: relative, `/` between plain
 * names, no `.`, no `..`, nothing invisible, none of Git's or Kratix's own files.
 * @throws Error with the path and what is wrong with it
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
  if (Buffer.byteLength(path) > longestPath) return `longer than ${longestPath} bytes`;
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
  if (gitFiles.includes(segment.toLowerCase())) return `"${segment}", which steers Git itself`;
  if (Buffer.byteLength(segment) > longestSegment) return `a segment longer than ${longestSegment} bytes`;
  return undefined;
}

/** `a/b/c` lies in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const segments = path.split('/');
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'));
}

function refused(path: string, detail: string): Error {
  return new Error(`Write output ${JSON.stringify(path)}: ${detail}`);
}
