import type { Volumes } from './contract.ts';
import { writeDestinationSelectors } from './destination-selectors.ts';
import type { Outcome } from './outcome.ts';
import { writeOutput } from './output.ts';
import { writeStatus } from './status.ts';
import { cleanVolumes } from './volumes.ts';
import { writeWorkflowControl } from './workflow-control.ts';

/**
 * Writes the outcome of a run and removes the files of an earlier attempt in the same pod. Kratix reads the volumes after
 * the container has exited with 0, so a run that was killed or found no disk space is repeated. In addition, the order
 * prevents a partial run from looking complete: `status.yaml` is removed first and written last, and a run without a
 * delivery writes `workflow-control.yaml` first, because an empty output alone would delete earlier deliveries.
 *
 * For a pipeline with a single container: files of other containers are removed too.
 *
 * @throws Error of the file system (ENOSPC, EROFS, …), or if the outcome violates the contract; both exit with 1
 */
export function writeOutcome(volumes: Volumes, outcome: Outcome): void {
  cleanVolumes(volumes);
  if (outcome.outcome === 'delivered') {
    writeOutput(volumes, outcome.files);
    if (outcome.destinationSelectors !== undefined) {
      writeDestinationSelectors(volumes, outcome.destinationSelectors);
    }
  } else {
    writeWorkflowControl(volumes, outcome.control);
  }
  writeStatus(volumes, outcome.status);
}
