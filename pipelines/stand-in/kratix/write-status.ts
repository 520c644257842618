import type { Condition, Conditioned } from '../../../shared/kubernetes-object.ts';
import type { BackEnd } from './back-end.ts';
import { type StatusChange, timestamp } from './status-change.ts';

/** Merges a change into the status of an object, if the object exists. */
export async function writeStatus(
  { objects, clock }: Pick<BackEnd, 'objects' | 'clock'>,
  path: string,
  { conditions, ...fields }: StatusChange,
): Promise<void> {
  const object = await objects.find<Conditioned>(path);
  if (object === undefined) return;
  const before = object.status?.conditions ?? [];
  const others = before.filter(({ type }) => conditions.every((condition) => condition.type !== type));
  const now = timestamp(clock.now());
  const dated = conditions.map((next) => ({
    ...next,
    lastTransitionTime: transitionTime(before, next) ?? now,
  }));
  await objects.merge(`${path}/status`, { status: { ...fields, conditions: [...others, ...dated] } });
}

function transitionTime(before: readonly Condition[], next: Condition): string | undefined {
  return before.find(({ type, status }) => type === next.type && status === next.status)?.lastTransitionTime;
}
