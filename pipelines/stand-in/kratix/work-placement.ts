import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { kratixApiVersion } from '../../../shared/kratix/contract.ts';
import type { StatusChange } from './status-change.ts';

/** Namespace and name of a WorkPlacement. Each has its own state file in the state store. */
export interface WorkPlacement {
  readonly namespace: string;
  readonly name: string;
}

/** Source of the name of a work placement. */
export interface WorkPlacementSource {
  /** `metadata.name` of the Promise. */
  readonly promise: string;
  readonly pipeline: string;
  /** `metadata.name` of the Destination. */
  readonly destination: string;
  /** Namespace of the request. */
  readonly namespace: string;
  /** Name of the request. */
  readonly name: string;
}

/** Length of a name without its dash and suffix: 63 characters in total. */
const maxPrefixLength = 57;

/** Length of a suffix that makes a name unique. */
const idLength = 5;

/** Identifier of the workload group without a destination selector of its own: the MD5 of its folder. */
const rootGroupID: string = hash('.');

/**
 * Returns the name of the WorkPlacement of a request:
 * `<promise>-<request>-<pipeline>-<suffix>.<destination>-<suffix>`, with suffixes of five characters.
 *
 * Kratix draws the first suffix at random and keeps it for the life of the request. Here it is a hash, so that no
 * cluster has to keep it.
 *
 * Source: syntasso/kratix at ae170e22e974, `lib/objectutil/name.go` and `internal/controller/scheduler.go`.
 */
export function workPlacementFor(source: WorkPlacementSource): WorkPlacement {
  const { namespace, destination } = source;
  return { namespace, name: `${workNameFor(source)}.${destination}-${rootGroupID.slice(0, idLength)}` };
}

/** Returns the path of a WorkPlacement at the API server. */
export function workPlacementPath({ namespace, name }: WorkPlacement): string {
  return `/apis/${kratixApiVersion}/namespaces/${namespace}/workplacements/${name}`;
}

/** Returns a WorkPlacement without its spec: name and labels. */
export function workPlacementIdentity(source: WorkPlacementSource): object {
  const { namespace, name } = workPlacementFor(source);
  const labels = {
    'kratix.io/work': workNameFor(source),
    'kratix.io/workload-group-id': rootGroupID,
    'kratix.io/targetDestinationName': source.destination,
    'kratix.io/pipeline-name': source.pipeline,
  };
  return { apiVersion: kratixApiVersion, kind: 'WorkPlacement', metadata: { namespace, name, labels } };
}

/** Returns the spec of a WorkPlacement: the files, compressed as Kratix does. */
export function workPlacementSpec(
  { promise, name, destination }: WorkPlacementSource,
  { files, generation }: { readonly files: ReadonlyMap<string, string>; readonly generation: number },
): object {
  return {
    id: rootGroupID,
    generation,
    promiseName: promise,
    resourceName: name,
    targetDestinationName: destination,
    workloads: [...files].map(([filepath, content]) => ({
      filepath,
      content: gzipSync(content).toString('base64'),
    })),
  };
}

/** Status of a new WorkPlacement. */
export const scheduled: StatusChange = {
  conditions: [
    {
      type: 'ScheduleSucceeded',
      status: 'True',
      reason: 'ScheduledToDestination',
      message: 'Scheduled to correct Destination',
    },
    { type: 'Ready', status: 'False', reason: 'ScheduledToDestination', message: 'Pending' },
  ],
};

/** Returns the status of a WorkPlacement whose files are in the state store. */
export function written(commit: string | undefined): StatusChange {
  return {
    ...(commit === undefined ? {} : { versionID: commit }),
    conditions: [
      {
        type: 'WriteSucceeded',
        status: 'True',
        reason: 'WorkloadsWrittenToStateStore',
        message: 'Workloads written to State Store',
      },
      { type: 'Ready', status: 'True', reason: 'WorkloadsWrittenToTargetDestination', message: 'Ready' },
    ],
  };
}

/** Returns the status of a WorkPlacement whose files could not be written. */
export function failed(message: string): StatusChange {
  const cause = { status: 'False', reason: 'WorkloadsFailedWrite' };
  return {
    conditions: [
      { type: 'WriteSucceeded', ...cause, message },
      { type: 'Ready', ...cause, message: 'Failing' },
    ],
  };
}

/** Returns the name of the Work: the whole output of a request. */
function workNameFor({ promise, name, pipeline }: WorkPlacementSource): string {
  const identifier = `${promise}-${name}-${pipeline}`;
  const start = identifier.length > maxPrefixLength ? identifier.slice(0, maxPrefixLength - 1) : identifier;
  return `${start.replace(/[^a-zA-Z0-9]+$/, '')}-${hash(identifier).slice(0, idLength)}`;
}

function hash(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
