import { type Condition, type Conditioned, findCondition } from '../../../shared/kubernetes-object.ts';

/** Fields of a pod that the scenarios read. */
export interface Pod extends Conditioned {
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly podIP?: string;
    readonly phase?: string;
  };
}

/** Checks a condition of an object. @throws Error with its message if it is not True */
export function checkCondition(object: Conditioned, type: string): void {
  const condition = findCondition(object, type);
  if (condition?.status === 'True') return;
  const detail = condition?.message ?? condition?.reason ?? 'no such condition yet';
  throw new Error(`${object.kind} "${object.metadata.name}" is not ${type}: ${detail}`);
}
