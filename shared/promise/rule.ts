import type * as z from 'zod';

/**
 * A cross-field rule that stands in two places under one message: `cel` in the CRD, so that `kubectl apply`
 * itself refuses, and `check` here, so that a request that came another way is refused as well
 * (Kubernetes, "Validation rules").
 */
export interface Rule<T> {
  /** CEL over `self`; over `self` and `oldSelf` in a transition rule. Absent where the structural schema says it. */
  readonly cel?: string;
  /** Sentence case, no full stop; what is wrong and the way out. */
  readonly message: string;
  /** The same rule in TypeScript; absent in a transition rule, which needs the object as it was. */
  readonly check?: (value: T) => boolean;
  /** Where below the value the problem stands; the value itself where absent. */
  readonly path?: readonly (string | number)[];
}

/** Gives a schema its rules: to zod as checks, to the CRD as `x-kubernetes-validations`. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  const checked = schema.superRefine((value, context) => {
    for (const { check, message, path = [] } of rules) {
      if (check !== undefined && !check(value)) {
        context.addIssue({ code: 'custom', message, path: [...path] });
      }
    }
  });
  const validations = rules
    .filter(({ cel }) => cel !== undefined)
    .map(({ cel, message }) => ({ rule: cel, message }));
  return validations.length === 0 ? checked : checked.meta({ 'x-kubernetes-validations': validations });
}
