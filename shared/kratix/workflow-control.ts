import { printYaml } from '../yaml.ts';
import { metadataFiles, type Volumes } from './contract.ts';
import { parseGoDuration } from './go-duration.ts';
import { replaceFile } from './volumes.ts';

/**
 * Control of the workflow after a run without a delivery: it waits for a change of the object's spec, or for a time. The
 * container exits with 0 in both cases. Kratix shows the message in `status.kratix.workflows.pipelines[].message`.
 */
export type WorkflowControl =
  | { readonly suspend: true; readonly message: string }
  | {
      /** A Go duration: `90s`, `5m`. */
      readonly retryAfter: string;
      readonly message: string;
    };

/**
 * Suspends the workflow until the object's spec changes.
 * @public
 */
export function writeSuspend(volumes: Volumes, message: string): void {
  writeWorkflowControl(volumes, { suspend: true, message });
}

/**
 * Runs the workflow again after a time.
 *
 * @throws RangeError if the time is not a Go duration or not positive: `1d` would fail the run
 * @public
 */
export function writeRetryAfter(
  volumes: Volumes,
  control: { readonly retryAfter: string; readonly message: string },
): void {
  writeWorkflowControl(volumes, control);
}

/**
 * Writes `workflow-control.yaml`.
 *
 * @throws RangeError if `retryAfter` is not a Go duration or not positive
 */
export function writeWorkflowControl(volumes: Volumes, control: WorkflowControl): void {
  if ('retryAfter' in control && parseGoDuration(control.retryAfter) <= 0n) {
    throw new RangeError(`Write retryAfter "${control.retryAfter}": expected a positive duration`);
  }
  replaceFile(volumes.metadata, { name: metadataFiles.workflowControl, content: printYaml(control) });
}
