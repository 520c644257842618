import { mergeStatus, type Status } from '../../../shared/kratix/status.ts';
import type { Condition } from '../../../shared/kubernetes-object.ts';
import type { Action, ResourceRequest } from './promise-object.ts';
import { timestamp } from './status-change.ts';

/** State of the workflow of a request. */
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

/**
 * Returns the status of a request: the earlier status, the patch of the run and Kratix's own fields, merged in this
 * order by {@link mergeStatus}. The patch is merged for suspended runs too.
 *
 * Kratix's own fields are `kratix.workflows.pipelines[]` and its conditions. The message of `workflow-control.yaml` is
 * only in `pipelines[].message`, in no condition.
 *
 * Source: syntasso/kratix at ae170e22e974, `lib/workflow/reconciler.go`, seen on a real cluster.
 */
export function workflowStatus(
  request: Pick<ResourceRequest, 'status'>,
  { run = {}, state, now }: { readonly run?: Status; readonly state: WorkflowState; readonly now: number },
): Status {
  const { action: _, pipeline, ...progress } = state;
  const lastTransitionTime = timestamp(now);
  const own = {
    kratix: { workflows: { pipelines: [{ name: pipeline, ...progress, lastTransitionTime }] } },
    conditions: workflowConditions(state).map((condition) => ({ ...condition, lastTransitionTime })),
  };
  return mergeStatus(mergeStatus(request.status ?? {}, run), own);
}

/** A suspended configure workflow is still in progress; only `Reconciled` reports the suspension. */
function workflowConditions({ action, phase }: WorkflowState): Condition[] {
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

function condition(type: string, status: string, reason: string, message: string): Condition {
  return { type, status, reason, message };
}
