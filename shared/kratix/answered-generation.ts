import type { KubernetesObject } from '../kubernetes-object.ts';
import type { Outcome } from './outcome.ts';

/**
 * Returns an outcome whose status also has the generation of the request that it answers. A client that waits for an answer
 * needs it: until a run ends, the status has the answer to the previous generation.
 */
export function withAnsweredGeneration(outcome: Outcome, object: KubernetesObject | undefined): Outcome {
  const answered = object?.metadata.generation;
  return answered === undefined
    ? outcome
    : ({ ...outcome, status: { ...outcome.status, answered } } as Outcome);
}
