import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { ask } from './tools.ts';

/** An update or a deletion that a user asks for: a deletion has no new object. */
export interface Change {
  readonly id: string;
  readonly operation: 'UPDATE' | 'DELETE';
  readonly subresource?: 'status';
  readonly object?: KubernetesObject;
  readonly old: KubernetesObject;
}

/** A question to test/verify/policies: a CRD or a policy from there on, or a change. */
export type AdmissionQuestion =
  | { readonly id: string; readonly definition: unknown }
  | { readonly id: string; readonly policy: unknown; readonly binding: unknown }
  | Change;

/** What the API server's admission says. */
export interface Admission {
  readonly id: string;
  readonly ok: boolean;
  /** Of a change, what kubectl shows. */
  readonly errors: readonly string[];
  /** What evaluation used of the API server's budget of 10 million units, 1 million for one expression. */
  readonly cost: number;
}

/** Asks the API server's admission, in the order of the questions. */
export function admit(questions: readonly AdmissionQuestion[]): Admission[] {
  return ask<Admission>('policies', [], questions);
}
