import type { Conditioned } from '../../../shared/kubernetes-object.ts';

/** An object on which its controller may say which generation it has seen. */
export interface Observed extends Conditioned {
  readonly status?: Conditioned['status'] & { readonly observedGeneration?: number };
}

/** Whether a status is about the object as it is now. Kratix notes no generation on what never changed. */
export function isObserved({ metadata, status }: Observed): boolean {
  return (status?.observedGeneration ?? metadata.generation) === metadata.generation;
}
