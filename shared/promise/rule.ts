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

/** Names as a list of CEL: `['a', 'b']`. */
export function celList(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/** Gives a schema its rules: to zod as checks, to the CRD as `x-kubernetes-validations`. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  const checked = withCheck(schema, (value, context) => {
    for (const { check, message, path = [] } of rules) {
      if (check !== undefined && !passes(check, value, context)) {
        context.addIssue({ code: 'custom', message, path: [...path] });
      }
    }
  });
  const validations = rules
    .filter(({ cel }) => cel !== undefined)
    .map(({ cel, message }) => ({ rule: cel, message }));
  return validations.length === 0 ? checked : checked.meta({ 'x-kubernetes-validations': validations });
}

/**
 * Adds a check that runs even where something below the value is wrong already, which zod's own refinements do not:
 * a request learns all of its problems at once. What cannot be read then is for `passes` to pass over.
 */
export function withCheck<S extends z.ZodType>(
  schema: S,
  check: (value: z.output<S>, context: z.RefinementCtx) => void,
): S {
  return schema.superRefine(check, { when: ({ issues }) => !issues.some(breaksTheValueItself) });
}

/** Judges a value by a rule; a rule that would have to read a field with a problem of its own passes. */
export function passes<T>(check: (value: T) => boolean, value: T, { issues }: z.RefinementCtx): boolean {
  const broken = issues.filter(breaksSomething).map(({ path = [] }) => path);
  if (broken.length === 0) return check(value);
  try {
    return check(guarded(value, broken));
  } catch (error) {
    if (error !== unreadable) throw error;
    return true;
  }
}

const unreadable = new Error('A field with a problem of its own was read');

type Issue = Pick<z.core.$ZodRawIssue, 'code' | 'path'>;

/** Rules and unknown fields are problems that leave every known field readable. */
const breaksSomething = ({ code }: Issue): boolean => code !== 'custom' && code !== 'unrecognized_keys';

const breaksTheValueItself = (issue: Issue): boolean =>
  breaksSomething(issue) && (issue.path ?? []).length === 0;

/** The value, of which the fields at the given paths throw when they are read. */
function guarded<T>(value: T, paths: readonly (readonly PropertyKey[])[]): T {
  return new Proxy(value as object, {
    get(target, key) {
      const below = paths.filter(([first]) => String(first) === key);
      if (below.some(({ length }) => length === 1)) throw unreadable;
      const field: unknown = Reflect.get(target, key);
      if (below.length === 0 || typeof field !== 'object' || field === null) return field;
      return guarded(
        field,
        below.map(([, ...rest]) => rest),
      );
    },
  }) as T;
}
