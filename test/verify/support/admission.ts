import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { ask } from './tools.ts';

interface Write {
  readonly id: string;
  readonly subresource?: 'status';
  /** Defaults to "developer". */
  readonly user?: User;
}

/** User of the API server, with further facts about it. */
export interface User {
  readonly name: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Creation of an object. */
export interface Creation extends Write {
  readonly operation: 'CREATE';
  readonly object: KubernetesObject;
}

/** Update or deletion; a deletion has no new object. */
export interface Change extends Write {
  readonly operation: 'UPDATE' | 'DELETE';
  readonly object?: KubernetesObject;
  readonly old: KubernetesObject;
}

/** Question to test/verify/policies: a CRD or a policy to install, or a write to judge. */
export type AdmissionQuestion =
  | { readonly id: string; readonly definition: unknown }
  | {
      readonly id: string;
      readonly policy: unknown;
      readonly binding: unknown;
      /** Objects of the policy's paramKind on the cluster. */
      readonly params?: readonly KubernetesObject[];
    }
  | Creation
  | Change;

/** Verdict of the API server's admission. */
export interface Admission {
  readonly id: string;
  readonly ok: boolean;
  /** Message that kubectl shows for a change. */
  readonly errors: readonly string[];
  /** Cost of the evaluation. The API server's budget is 10 million units, 1 million for each expression. */
  readonly cost: number;
}

/** Asks the API server's admission, in the order of the questions. */
export function admit(questions: readonly AdmissionQuestion[]): Admission[] {
  return ask<Admission>('policies', [], questions);
}
