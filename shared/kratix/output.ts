import type { Volumes } from './contract.ts';
import { checkOutputPaths } from './output-path.ts';
import { writeNewFiles } from './volumes.ts';

/** Content by path below the output volume: `environments/nonprod/dev/applications/shop/values.yaml`. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * Writes files into the output volume after checking all paths. Existing files are never replaced: two writers of one
 * path are a defect (`cleanVolumes` removes the files of an earlier attempt).
 * @throws Error with the path and what is wrong with it, and the error of the file system (ENOSPC, EROFS, …)
 */
export function writeOutput(volumes: Volumes, files: OutputFiles): void {
  checkOutputPaths(files.keys());
  writeNewFiles(volumes.output, files);
}
