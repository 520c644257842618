import type { PipelineRun } from '../../../pipelines/stand-in/kratix/back-end.ts';
import { kratixManagerUser, podNameAttribute, serviceAccountUser } from '../../../shared/kratix/accounts.ts';
import type { Identity } from '../cluster/api-server.ts';
import { accountName, runName } from './pipeline-job.ts';

/** Identity of Kratix's manager, with all permissions: the stand-in does more than the manager may. */
export const managerIdentity: Identity = { user: kratixManagerUser, groups: ['system:masters'] };

/** Returns the identity of the pod of a run, as the API server reads it from the pod's token. */
export function podIdentity(run: PipelineRun): Identity {
  const { namespace = 'default' } = run.request.metadata;
  return {
    user: serviceAccountUser({ namespace, account: accountName(run) }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: { [podNameAttribute]: runName(run) },
  };
}
