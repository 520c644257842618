import type { Conditioned } from '../../../shared/kubernetes-object.ts';

/** Object whose controller may record the observed generation. */
export interface Observed extends Conditioned {
  readonly status?: Conditioned['status'] & { readonly observedGeneration?: number };
}

/** Returns whether a status is up to date. Kratix records no generation for an object that never changed. */
export function isObserved({ metadata, status }: Observed): boolean {
  return (status?.observedGeneration ?? metadata.generation) === metadata.generation;
}
