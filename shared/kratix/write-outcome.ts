import type { Volumes } from './contract.ts';
import { writeDestinationSelectors } from './destination-selectors.ts';
import type { Outcome } from './outcome.ts';
import { writeOutput } from './output.ts';
import { writeStatus } from './status.ts';
import { cleanVolumes } from './volumes.ts';
import { writeWorkflowControl } from './workflow-control.ts';

/**
 * Writes everything that a run says, over whatever an earlier try in the same pod left. Kratix looks at the
 * volumes once the container has exited 0, so a run that is killed or whose disk is full is simply run again;
 * beyond that the order never lets half a run look whole: `status.yaml` is removed first and written last,
 * and a run without delivery says so in `workflow-control.yaml` before anything else, because an empty output
 * alone would delete what was delivered before.
 *
 * For a pipeline with one container: what other containers wrote is removed too.
 * @throws Error what the disk says (ENOSPC, EROFS, …) or what breaks the contract; both are exit 1
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
