import type { Condition } from '../../../shared/kubernetes-object.ts';

/** Change of a status. A condition keeps its transition time unless its value changes. */
export type StatusChange = Readonly<Record<string, unknown>> & { readonly conditions: readonly Condition[] };

/** Returns a time in the form of Kubernetes: RFC 3339 in whole seconds. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
