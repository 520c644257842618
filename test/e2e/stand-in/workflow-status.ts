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
    kratix: {
      workflows: { pipelines: [{ name: pipeline, ...progress, lastTransitionTime: timestamp() }] },
    },
    conditions: conditionsOf(state),
  };
  return mergeStatus(mergeStatus(request.status ?? {}, run), ours);
}

/** Of a suspended workflow Kratix says that it is in progress, and only of the request that it waits. */
function conditionsOf({ action, phase }: WorkflowState): object[] {
  const completed = `${workflow[action]}Completed`;
  const inProgress = condition(completed, 'False', 'PipelinesInProgress', 'Pipelines are still in progress');
  switch (phase) {
    case 'Running':
      return [inProgress, condition('Reconciled', 'Unknown', 'WorkflowPending', 'Pending')];
    case 'Succeeded':
      return [
        condition(completed, 'True', 'PipelinesExecutedSuccessfully', 'Pipelines completed'),
        condition('Reconciled', 'True', 'Reconciled', 'Reconciled'),
      ];
    case 'Suspended':
      return [
        action === 'configure'
          ? inProgress
          : condition(completed, 'False', 'DeleteWorkflowSuspended', 'The delete workflow is suspended'),
        condition('Reconciled', 'Unknown', 'WorkflowSuspended', 'Suspended'),
      ];
    case 'Failed': {
      const failed = `${workflow[action]}Failed`;
      return [
        condition(completed, 'False', failed, `The ${action} pipeline has failed`),
        condition('Reconciled', 'False', failed, 'Failing'),
      ];
    }
  }
}

function condition(type: string, status: string, reason: string, message: string): object {
  return { type, status, reason, message, lastTransitionTime: timestamp() };
}
