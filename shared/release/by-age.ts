import type { ExistingRequest } from './surroundings.ts';

/**
 * Order of requests, the oldest first; of two of one second the uid decides, so that every run finds the same order.
 * By code units: no order of a language may decide who owns a name.
 */
export function byAge(
  one: Pick<ExistingRequest, 'creationTimestamp' | 'uid'>,
  other: Pick<ExistingRequest, 'creationTimestamp' | 'uid'>,
): number {
  return compare(one.creationTimestamp, other.creationTimestamp) || compare(one.uid, other.uid);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
