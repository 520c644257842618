import type { Volumes } from './contract.ts';
import { checkOutputPaths } from './output-path.ts';
import { writeNewFiles } from './volumes.ts';

/** Content by path below the output volume: `environments/nonprod/dev/applications/shop/values.yaml`. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array>;

/**
 * Writes files into the output volume, after all paths are checked. What is there already is never replaced:
 * two writers of one path are a defect (`cleanVolumes` removes what an earlier try left).
 * @throws Error with the path and what is wrong with it, and what the disk says (ENOSPC, EROFS, …)
 */
export function writeOutput(volumes: Volumes, files: OutputFiles): void {
  checkOutputPaths(files.keys());
  writeNewFiles(volumes.output, files);
}
