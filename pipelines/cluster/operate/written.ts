import { type Conditioned, findCondition } from '../../../shared/kubernetes-object.ts';
import { readDelivered } from '../../../shared/promise/read-delivered.ts';
import { type Finding, finding, worst } from './finding.ts';
import { namespaceOf, promiseNameOf, type RequestObject } from './requests.ts';

/** Files of a request for one Destination (syntasso/kratix, `WorkPlacement`). */
export interface WorkPlacementObject extends Conditioned {
  readonly spec?: {
    readonly targetDestinationName?: string;
    readonly promiseName?: string;
    /** Undefined for files of the Promise itself. */
    readonly resourceName?: string;
  };
  readonly status?: Conditioned['status'] & {
    /** Last commit of Kratix in a Git state store. */
    readonly versionID?: string;
  };
}

/** Returns the WorkPlacements of a request, by their spec: their labels name the Work, whose name has a random suffix. */
export function placementsOf(
  request: RequestObject,
  placements: readonly WorkPlacementObject[],
): WorkPlacementObject[] {
  return placements.filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespaceOf(request) &&
      spec?.resourceName === request.metadata.name &&
      spec.promiseName === promiseNameOf(request),
  );
}

/** Returns whether the files of a request are in Git, by its WorkPlacements, which name the commit. */
export function writtenOf(request: RequestObject, placements: readonly WorkPlacementObject[]): Finding {
  const own = placementsOf(request, placements);
  if (own.length > 0) return combine(own.map(placementFinding));
  const { releases, platform } = readDelivered(request);
  if (releases.length > 0 || platform !== undefined) {
    return finding(
      'waiting',
      'no',
      'The request has no WorkPlacement: infraforge gitops-status shows the state of Kratix',
    );
  }
  return finding('done', '–');
}

/** Returns the abbreviated commit. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}

function placementFinding(placement: WorkPlacementObject): Finding {
  const commit = placement.status?.versionID ?? '';
  const schedule = findCondition(placement, 'ScheduleSucceeded');
  if (schedule?.status === 'False') return finding('refused', 'misplaced', schedule.message ?? '');
  const write = findCondition(placement, 'WriteSucceeded');
  if (write?.status === 'False') {
    const last = commit === '' ? [] : [`Last commit: ${shortCommit(commit)}`];
    return finding('refused', 'cannot write', write.message ?? '', ...last);
  }
  if (commit === '') return finding('waiting', 'not yet');
  return finding('done', shortCommit(commit));
}

function combine(findings: readonly Finding[]): Finding {
  return {
    verdict: worst(findings.map(({ verdict }) => verdict)),
    text: [...new Set(findings.map(({ text }) => text))].join(', '),
    details: findings.flatMap(({ details }) => details),
  };
}
