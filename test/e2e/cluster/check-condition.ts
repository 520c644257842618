import { type Condition, type Conditioned, conditionOf } from '../../../shared/kubernetes-object.ts';

export interface Pod extends Conditioned {
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly podIP?: string;
    readonly phase?: string;
  };
}

/** @throws Error with what the object says about it, where a condition is not True */
export function checkCondition(object: Conditioned, type: string): void {
  const condition = conditionOf(object, type);
  if (condition?.status === 'True') return;
  const detail = condition?.message ?? condition?.reason ?? 'it does not say so yet';
  throw new Error(`${object.kind} "${object.metadata.name}" is not ${type}: ${detail}`);
}
