import type { Condition, Conditioned } from '../../../shared/kubernetes-object.ts';
import type { ApiServer } from '../cluster/api-server.ts';

/** What of a status there is to say: a condition begins when its value changes, and its type is said once. */
export type StatusChange = Readonly<Record<string, unknown>> & { readonly conditions: readonly Condition[] };

/** Writes into the status of an object what is new in it. Nothing happens where the object is gone. */
export async function writeStatus(
  api: ApiServer,
  path: string,
  { conditions, ...fields }: StatusChange,
): Promise<void> {
  const object = await api.find<Conditioned>(path);
  if (object === undefined) return;
  const before = object.status?.conditions ?? [];
  const others = before.filter(({ type }) => conditions.every((condition) => condition.type !== type));
  const status = { ...fields, conditions: [...others, ...conditions.map((next) => since(before, next))] };
  await api.merge(`${path}/status`, { status });
}

function since(before: readonly Condition[], next: Condition): Condition {
  const same = before.find(({ type, status }) => type === next.type && status === next.status);
  return { ...next, lastTransitionTime: same?.lastTransitionTime ?? timestamp() };
}

/** Now, as Kubernetes writes it: in whole seconds. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
