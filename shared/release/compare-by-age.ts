import type { ExistingRequest } from './existing-request.ts';

type Age = Pick<ExistingRequest, 'creationTimestamp' | 'uid'>;

/**
 * Compares requests by age, the oldest first. The uid breaks a tie within one second, so that every run finds the
 * same order. Compares code units, because the owner of a name must not depend on a locale.
 */
export function compareByAge(one: Age, other: Age): number {
  return compare(one.creationTimestamp, other.creationTimestamp) || compare(one.uid, other.uid);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
