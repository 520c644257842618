import { manualReconciliationLabel } from '../../../shared/kratix/contract.ts';
import { isRunning, workflowCondition } from './delivery.ts';
import { namespaceOf, type RequestObject } from './requests.ts';

/** The call of kubectl that has requests of one kind and namespace run again, and prints `kind.group/name` of each. */
export function labelCommand(requests: readonly RequestObject[]): string[] {
  const [first] = requests;
  if (first === undefined) throw new Error('Label requests: there is none');
  const [group, version] = first.apiVersion.split('/');
  return [
    'label',
    `${first.kind}.${version}.${group}`.toLowerCase(),
    ...requests.map(({ metadata }) => metadata.name),
    `${manualReconciliationLabel}=true`,
    '--overwrite',
    '--output=name',
    `--namespace=${namespaceOf(first)}`,
  ];
}

/** Kratix takes the label away as it starts a run, and then says in several places how far it is. */
export function hasRunAgain(request: RequestObject, before: readonly RequestObject[]): boolean {
  const earlier = before.find(({ metadata }) => metadata.uid === request.metadata.uid);
  return !isRunning(request) && earlier !== undefined && traceOf(request) !== traceOf(earlier);
}

/** Changes with every run. A run that is suspended again leaves the condition as it was, but counts its tries. */
function traceOf(request: RequestObject): string {
  const pipelines = request.status?.kratix?.workflows?.pipelines;
  return JSON.stringify([workflowCondition(request)?.lastTransitionTime, pipelines]);
}
