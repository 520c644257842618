import { createHash } from 'node:crypto';

/** What of a request's output goes to one Destination; each has its own state file in the state store. */
export interface WorkPlacement {
  readonly namespace: string;
  readonly name: string;
}

/** From what Kratix makes the name of a work placement. */
export interface Placed {
  /** `metadata.name` of the Promise. */
  readonly promise: string;
  readonly pipeline: string;
  /** `metadata.name` of the Destination. */
  readonly destination: string;
  /** The request. */
  readonly namespace: string;
  readonly name: string;
}

/** Kratix, `lib/objectutil/name.go`: 63 characters, less the dash and the five that make it unique. */
const longestName = 57;

/** Of what makes a name unique. */
const idLength = 5;

/**
 * Identifier of the workload group that holds the part of the output which no destination selector picks: Kratix
 * makes it of the folder.
 */
export const rootGroupID: string = hash('.');

/**
 * The work placement that Kratix makes for the output of a request:
 * `<promise>-<request>-<pipeline>-<5>.<destination>-<5>`. The first five are random in Kratix, and
 * stay for the life of the request; here they are a hash, so that they stay without a cluster to keep them.
 */
export function workPlacementFor(placed: Placed): WorkPlacement {
  const { namespace, destination } = placed;
  return { namespace, name: `${workNameFor(placed)}.${destination}-${rootGroupID.slice(0, idLength)}` };
}

/** Name of the Work that the work placement is of: the whole output of a request, for all Destinations. */
export function workNameFor({ promise, name, pipeline }: Omit<Placed, 'destination'>): string {
  const identifier = `${promise}-${name}-${pipeline}`;
  return `${cut(identifier)}-${hash(identifier).slice(0, idLength)}`;
}

function cut(identifier: string): string {
  const start = identifier.length > longestName ? identifier.slice(0, longestName - 1) : identifier;
  return start.replace(/[^a-zA-Z0-9]+$/, '');
}

function hash(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
