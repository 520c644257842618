import { problem, RequestError } from '../errors.ts';
import type { OutputFiles } from './output.ts';

/**
 * Bytes that the output may have within a Work. etcd takes requests of 1.5 MiB (`--max-request-bytes`); a
 * sixth of that is left for metadata and for a gzip that packs a little worse than ours.
 */
export const largestWork = 1.25 * 1024 * 1024;

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
  const number = `${mebibytes(size)} MiB packed (${files.size} files)`;
  const message = `Output too large: ${number}, Kubernetes stores at most ${mebibytes(limit)} MiB; split the request`;
  throw new RequestError('OutputTooLarge', [problem('', message)]);
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
