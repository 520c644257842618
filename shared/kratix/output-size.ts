import { problem, RequestError } from '../errors.ts';
import type { OutputFiles } from './output.ts';

/**
 * Maximum size of the output within a Work, in bytes. etcd accepts requests of 1.5 MiB (`--max-request-bytes`); a sixth of
 * it is left for metadata and for a gzip that compresses slightly worse.
 */
export const maxWorkSize = 1.25 * 1024 * 1024;

/** Maximum size of the uncompressed files in bytes, for the Git repository and Argo CD. */
export const maxOutputSize = 16 * 1024 * 1024;

/** Bytes of JSON around the content and path of a file: `{"content":"","filepath":""},`. */
const jsonOverhead = 29;

/** Bytes of gzip headers and trailer of incompressible content. */
const gzipOverhead = 64;

/**
 * Checks that Kubernetes can store the Work, which contains the whole output. Outputs that fit without compression are not
 * compressed.
 *
 * @throws RequestError `OutputTooLarge` with the size and the limit
 */
export function checkOutputSize(files: OutputFiles, limit: number = maxWorkSize): void {
  if (estimateSize(files, (content) => Buffer.byteLength(content) * 1.001 + gzipOverhead) <= limit) return;
  const size = workSize(files);
  if (size <= limit) return;
  throw tooLarge(`${mebibytes(size)} MiB compressed`, { files, limit });
}

/**
 * Collects files, and stops as soon as they are too large: twenty charts of a few MiB each would not fit into the memory of
 * the container.
 *
 * @throws RequestError `OutputTooLarge` with the size and the limit
 */
export function collectOutput(entries: Iterable<readonly [string, string]>): Map<string, string> {
  const files = new Map<string, string>();
  let size = 0;
  for (const [path, content] of entries) {
    size += Buffer.byteLength(content);
    if (size > maxOutputSize) {
      throw tooLarge(`more than ${mebibytes(maxOutputSize)} MiB`, { files, limit: maxOutputSize });
    }
    files.set(path, content);
  }
  return files;
}

function tooLarge(size: string, { files, limit }: { files: OutputFiles; limit: number }): RequestError {
  const message = `Output too large: ${size} (${files.size} files), but at most ${mebibytes(limit)} MiB can be delivered; split the request`;
  return new RequestError('OutputTooLarge', [problem('', message)]);
}

/**
 * Returns the size of the output within a Work, in bytes: each file in gzip and base64, with its path (syntasso/kratix,
 * `lib/compression` and `WorkloadGroup` of the Work's CRD).
 */
export function workSize(files: OutputFiles): number {
  // Loaded lazily: hardly any output is large enough to be compressed.
  const { gzipSync } = process.getBuiltinModule('node:zlib');
  return estimateSize(files, (content) => gzipSync(content).length);
}

function estimateSize(files: OutputFiles, compressedSize: (content: string | Uint8Array) => number): number {
  let size = 0;
  for (const [path, content] of files) {
    size += Math.ceil(compressedSize(content) / 3) * 4 + Buffer.byteLength(path) + jsonOverhead;
  }
  return size;
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2);
}
