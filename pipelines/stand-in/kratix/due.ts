import { manualReconciliationLabel, workflowSuspendedLabel } from '../../../shared/kratix/contract.ts';
import type { Action, KratixPromise, ResourceRequest } from './promise-object.ts';

/** Annotation with the time (RFC 3339) that the stand-in uses for a request instead of the clock, if it is later. */
export const clockAnnotation = 'stand-in.infraforge.io/now';

/** Last run of a request. */
export interface LastRun {
  readonly action: Action;
  /** `metadata.generation` of the request that the run was for. */
  readonly generation: number | undefined;
  readonly promise: KratixPromise;
  /** Suspended or waiting for a retry. */
  readonly isSuspended: boolean;
  /** Time of the retry, in milliseconds since 1970. */
  readonly retryAt?: number;
}

/**
 * Returns true if Kratix would run the pipeline of a request now. A run is due for
 * - a request without a run of this action, and one whose spec changed (`metadata.generation`);
 * - the label `kratix.io/manual-reconciliation=true`;
 * - a retry (`retryAfter`) whose time has come;
 * - a suspended request whose label `kratix.io/workflow-suspended` was removed;
 * - a changed Promise, unless the request is suspended.
 *
 * Labels and annotations of the requester do not start a run. Kratix also runs each request every ten hours; the
 * stand-in does not.
 *
 * Source: Kratix documentation, "Resource requests"; syntasso/kratix at ae170e22e974, `lib/workflow/reconciler.go`,
 * seen on a real cluster.
 */
export function isDue(
  { metadata }: ResourceRequest,
  {
    action,
    last,
    promise,
    now,
  }: {
    readonly action: Action;
    readonly last: LastRun | undefined;
    readonly promise: KratixPromise;
    readonly now: number;
  },
): boolean {
  if (last === undefined || last.action !== action) return true;
  if (metadata.generation !== last.generation) return true;
  if (metadata.labels?.[manualReconciliationLabel] === 'true') return true;
  if (isRetryDue(last, now)) return true;
  if (last.isSuspended) return metadata.labels?.[workflowSuspendedLabel] !== 'true';
  return promise !== last.promise;
}

/** Returns true if the time of a retry has come. */
export function isRetryDue(last: LastRun | undefined, now: number): boolean {
  return last?.retryAt !== undefined && now >= last.retryAt;
}

/** Returns the time of a request: its {@link clockAnnotation} if it is later than the clock. */
export function effectiveTime({ metadata }: ResourceRequest, now: number): number {
  const annotated = Date.parse(metadata.annotations?.[clockAnnotation] ?? '');
  return Number.isNaN(annotated) ? now : Math.max(now, annotated);
}
