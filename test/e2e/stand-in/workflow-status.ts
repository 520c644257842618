import { mergeStatus, type Status } from '../../../shared/kratix/status.ts';
import type { Action, ResourceRequest } from './kratix-promise.ts';
import { timestamp } from './write-status.ts';

/** How far the workflow of a request is. */
export interface WorkflowState {
  readonly action: Action;
  readonly pipeline: string;
  readonly phase: 'Running' | 'Succeeded' | 'Suspended' | 'Failed';
  readonly message?: string;
  /** RFC 3339. */
  readonly nextRetryAt?: string;
  readonly attempts?: number;
}

const workflow: Readonly<Record<Action, string>> = {
  configure: 'ConfigureWorkflow',
  delete: 'DeleteWorkflow',
};

/** The status of a request: what it is, what the run says, and what Kratix says of the run, in this order. */
export function statusOf(
  request: ResourceRequest,
  { run = {}, state }: { run?: Status; state: WorkflowState },
): Status {
  const { action, pipeline, ...progress } = state;
  const ours = {
    kratix: { workflows: { pipelines: [{ name: pipeline, ...progress }] } },
    conditions: conditionsOf(state),
  };
  return mergeStatus(mergeStatus(request.status ?? {}, run), ours);
}

function conditionsOf({ action, phase, message = '' }: WorkflowState): object[] {
  const completed = `${workflow[action]}Completed`;
  const lastTransitionTime = timestamp();
  const condition = (type: string, status: string, reason: string): object => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime,
  });
  switch (phase) {
    case 'Running':
      return [
        condition(completed, 'False', 'PipelinesInProgress'),
        condition('Reconciled', 'Unknown', 'WorkflowPending'),
      ];
    case 'Succeeded':
      return [
        condition(completed, 'True', 'PipelinesExecutedSuccessfully'),
        condition('Reconciled', 'True', 'Reconciled'),
      ];
    case 'Suspended': {
      const reason = action === 'delete' ? 'DeleteWorkflowSuspended' : 'WorkflowSuspended';
      return [condition(completed, 'False', reason), condition('Reconciled', 'Unknown', 'WorkflowSuspended')];
    }
    case 'Failed':
      return [
        condition(completed, 'False', `${workflow[action]}Failed`),
        condition('Reconciled', 'False', `${workflow[action]}Failed`),
      ];
  }
}
