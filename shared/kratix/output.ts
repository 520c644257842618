import type { Volumes } from './contract.ts';
import { checkOutputPaths } from './output-path.ts';
import { writeNewFiles } from './volumes.ts';

/** Content by path below the output volume: `environments/nonprod/dev/applications/shop/values.yaml`. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * Writes files to the output volume after checking all paths. Never replaces an existing file, because two writers of one
 * path are a defect (`cleanVolumes` removes the files of an earlier attempt).
 *
 * @throws Error if a path is invalid, and errors of the file system (ENOSPC, EROFS, …)
 */
export function writeOutput(volumes: Volumes, files: OutputFiles): void {
  checkOutputPaths(files.keys());
  writeNewFiles(volumes.output, files);
}
