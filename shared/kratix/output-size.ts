import { problem, RequestError } from '../errors.ts';
import type { OutputFiles } from './output.ts';

/**
 * Bytes that the output may have within a Work. etcd takes requests of 1.5 MiB (`--max-request-bytes`); a
 * sixth of that is left for metadata and for a gzip that packs a little worse than ours.
 */
export const largestWork = 1.25 * 1024 * 1024;

/** Bytes of the files themselves: a Git repository and Argo CD read them unpacked. */
export const largestOutput = 16 * 1024 * 1024;

/** JSON around the content and path of one file: `{"content":"","filepath":""},`. */
const bytesAround = 29;

/** gzip header, trailer and block headers of content that does not compress. */
const gzipOverhead = 64;

/**
 * Makes sure that Kubernetes can store the Work, which holds the whole output. Small outputs are not packed
 * to find out: even unpacked they fit.
 * @throws RequestError `OutputTooLarge` with the size and the limit
 */
export function checkOutputSize(files: OutputFiles, limit: number = largestWork): void {
  if (sizeOf(files, (content) => Buffer.byteLength(content) * 1.001 + gzipOverhead) <= limit) return;
  const size = workSize(files);
  if (size <= limit) return;
  throw tooLarge(`${mebibytes(size)} MiB packed`, { files, limit });
}

/**
 * Gathers files, and stops as soon as they are too large: twenty charts of a few MiB each would not fit into the
 * container's memory.
 *
 * @throws RequestError `OutputTooLarge`
 */
export function gatherOutput(parts: Iterable<Iterable<readonly [string, string]>>): Map<string, string> {
  const files = new Map<string, string>();
  let size = 0;
  for (const part of parts) {
    for (const [path, content] of part) {
      size += Buffer.byteLength(content);
      if (size > largestOutput) {
        throw tooLarge(`more than ${mebibytes(largestOutput)} MiB`, { files, limit: largestOutput });
      }
      files.set(path, content);
    }
  }
  return files;
}

function tooLarge(size: string, { files, limit }: { files: OutputFiles; limit: number }): RequestError {
  const message = `Output too large: ${size} (${files.size} files), and at most ${mebibytes(limit)} MiB can be delivered; split the request`;
  return new RequestError('OutputTooLarge', [problem('', message)]);
}

/**
 * Bytes that the output takes within a Work: gzip of each file in base64, with its path.
 * Source: syntasso/kratix, `lib/compression`, and `WorkloadGroup` of the Work's CRD.
 */
export function workSize(files: OutputFiles): number {
  // Hardly any output is large enough to be packed, and every run would pay for the import.
  const { gzipSync } = process.getBuiltinModule('node:zlib');
  return sizeOf(files, (content) => gzipSync(content).length);
}

function sizeOf(files: OutputFiles, packed: (content: string | Uint8Array) => number): number {
  let size = 0;
  for (const [path, content] of files) {
    size += Math.ceil(packed(content) / 3) * 4 + Buffer.byteLength(path) + bytesAround;
  }
  return size;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2);
}
