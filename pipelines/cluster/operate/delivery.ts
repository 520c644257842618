import { isOutage, printProblem } from '../../../shared/errors.ts';
import { manualReconciliationLabel, unfinishedPhases } from '../../../shared/kratix/contract.ts';
import { type Condition, findCondition } from '../../../shared/kubernetes-object.ts';
import { type Finding, finding } from './finding.ts';
import { isSuspended, type PipelineStatus, pipelineOf, type RequestObject, readStatus } from './requests.ts';

/** Returns whether a request is delivered, by its own status. */
export function deliveryOf(request: RequestObject): Finding {
  if (isRunning(request)) {
    const text = request.metadata.deletionTimestamp === undefined ? 'running' : 'being deleted';
    return finding('waiting', text, ...previousMessage(request));
  }
  return failedRun(request) ?? failureFinding(request) ?? endedFinding(request);
}

/** Returns whether a run is in progress or about to start. */
export function isRunning(request: RequestObject): boolean {
  if (request.metadata.labels?.[manualReconciliationLabel] === 'true') return true;
  if (isSuspended(request)) return false;
  return (
    isOutdated(request) ||
    unfinishedPhases.includes(pipelineOf(request)?.phase ?? '') ||
    isInProgress(request)
  );
}

/** Returns whether the last successful run is older than the spec: Kratix records the generation only after a success. */
function isOutdated(request: RequestObject): boolean {
  const { observedGeneration } = request.status ?? {};
  const isOld = observedGeneration !== undefined && observedGeneration !== request.metadata.generation;
  return isOld && workflowCondition(request)?.status === 'True';
}

/** Returns the condition with the progress of a request's workflow. */
export function workflowCondition(request: RequestObject): Condition | undefined {
  const isDeleted = request.metadata.deletionTimestamp !== undefined;
  return findCondition(request, `${isDeleted ? 'Delete' : 'Configure'}WorkflowCompleted`);
}

function isInProgress(request: RequestObject): boolean {
  return workflowCondition(request)?.reason === 'PipelinesInProgress';
}

/** Returns the message of the previous run during a run; Kratix itself sets `Pending`. */
function previousMessage(request: RequestObject): string[] {
  const { message = 'Pending' } = readStatus(request);
  return message === 'Pending' ? [] : [`Before: ${message}`];
}

/** Returns the finding for a run that crashed. Such a run has no result: the program or its environment has a defect. */
export function failedRun(request: RequestObject): Finding | undefined {
  const failed = workflowCondition(request)?.reason?.endsWith('WorkflowFailed') === true;
  if (!failed && pipelineOf(request)?.phase !== 'Failed') return undefined;
  const message = workflowCondition(request)?.message;
  return finding(
    'refused',
    'run failed',
    ...(message === undefined || message === '' ? [] : [message]),
    'Check infraforge logs; infraforge reconcile runs it again',
  );
}

function failureFinding(request: RequestObject): Finding | undefined {
  const { failure: found } = readStatus(request);
  if (found === undefined || found === null) return undefined;
  const problems = found.problems.map(printProblem);
  const lines = problems.length > 0 ? problems : [found.message];
  const details = [`${found.reason}: ${lines[0]}`, ...lines.slice(1), ...nextStepLines(request)];
  if (isOutage(found.reason)) return finding('waiting', 'waiting for retry', ...details);
  const isDeletion = request.metadata.deletionTimestamp !== undefined;
  const text = isDeletion ? 'deletion refused' : 'refused';
  return finding('refused', text, ...details);
}

/** Describes the next step for a request that was not delivered. */
function nextStepLines(request: RequestObject): string[] {
  const pipeline = pipelineOf(request);
  if (pipeline?.nextRetryAt !== undefined) return [`Runs again at ${pipeline.nextRetryAt}${tries(pipeline)}`];
  return isSuspended(request) ? ['Suspended until its spec changes; infraforge reconcile runs it again'] : [];
}

function tries({ attempts = 0 }: PipelineStatus): string {
  return attempts > 1 ? `, after ${attempts} tries` : '';
}

function endedFinding(request: RequestObject): Finding {
  const { failure, message = '', warnings } = readStatus(request);
  if (request.metadata.deletionTimestamp !== undefined) return finding('waiting', 'being deleted');
  if (isSuspended(request)) {
    return finding('waiting', 'suspended', 'Suspended by its label; infraforge reconcile runs it again');
  }
  if (failure === null) return finding('done', 'yes', ...warnings.map(warning));
  return finding(
    'waiting',
    'not yet',
    message || 'No run has ended yet: check that Kratix runs and that the Promise is available',
  );
}

function warning(text: string): string {
  return `! ${text}`;
}
