import type * as z from 'zod';

/**
 * Cross-field rule with one message and two implementations: `cel` in the CRD for `kubectl apply`, and `check` for
 * requests that reach the pipeline another way (Kubernetes, "Validation rules").
 */
export interface Rule<T> {
  /** CEL over `self`, and over `oldSelf` in a transition rule. Absent if CEL cannot express the rule. */
  readonly cel?: string;
  /** Sentence case, no full stop: what is wrong and what to do. */
  readonly message: string;
  /** The same rule in TypeScript; absent in a transition rule, which needs the former object. */
  readonly check?: (value: T) => boolean;
  /** Reports each problem with its own path and message, instead of `check`. */
  readonly problems?: (value: T) => readonly RuleProblem[];
  /** Path of the problem below the value. Defaults to the value itself. */
  readonly path?: readonly (string | number)[];
}

/** Violation of a rule. */
export interface RuleProblem {
  /** Path below the value. */
  readonly path: PropertyKey[];
  readonly message: string;
}

/** Returns the rule that an object has exactly one of some fields. The message names those that it has. */
export function exactlyOneOf<T extends object>(fields: readonly (keyof T & string)[]): Rule<T> {
  const given = fields.map((field) => `has(self.${field})`);
  const rule = `Exactly one of ${fields.slice(0, -1).join(', ')} and ${fields.at(-1)} is required`;
  return {
    // cheaper for the API server, which limits the cost of all rules together
    cel:
      given.length === 2 ? given.join(' != ') : `${given.map((one) => `(${one} ? 1 : 0)`).join(' + ')} == 1`,
    message: `${rule}; set one of them only`,
    problems: (value) => {
      const found = fields.filter((field) => value[field] !== undefined);
      if (found.length === 1) return [];
      const advice =
        found.length === 0 ? 'add one of them' : `found ${found.join(' and ')}; keep one of them`;
      return [{ path: [], message: `${rule}; ${advice}` }];
    },
  };
}

/** Prints names as a CEL list: `['a', 'b']`. */
export function celList(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/** Adds rules to a schema: as checks of zod, and as `x-kubernetes-validations` of the CRD. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  const checked = withCheck(schema, (value, context) => {
    for (const { check, problems, message, path = [] } of rules) {
      const found = readOr(() => problems?.(guardInvalidFields(value, context)) ?? [], []);
      for (const one of found) context.addIssue({ code: 'custom', ...one });
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
 * Adds a check that runs even if a field below the value is invalid, unlike zod's own refinements, so that all problems
 * are reported at once. A check that reads such fields must use `passes`.
 */
export function withCheck<S extends z.ZodType>(
  schema: S,
  check: (value: z.output<S>, context: z.RefinementCtx) => void,
): S {
  return schema.superRefine(check, { when: ({ issues }) => !issues.some(invalidatesValue) });
}

/** Returns true if a value passes a check, or if the check reads a field that is invalid itself. */
export function passes<T>(check: (value: T) => boolean, value: T, context: z.RefinementCtx): boolean {
  return readOr(() => check(guardInvalidFields(value, context)), true);
}

/** Returns a result, or a fallback if computing the result reads a field that is invalid itself. */
function readOr<Result>(compute: () => Result, fallback: Result): Result {
  try {
    return compute();
  } catch (error) {
    if (error !== unreadable) throw error;
    return fallback;
  }
}

/** Returns a view of the value whose invalid fields throw when they are read. */
function guardInvalidFields<T>(value: T, { issues }: z.RefinementCtx): T {
  const invalidPaths = issues.filter(invalidatesField).map(({ path = [] }) => path);
  return invalidPaths.length === 0 ? value : guard(value, invalidPaths);
}

const unreadable = new Error('A field with a problem of its own was read');

type Issue = Pick<z.core.$ZodRawIssue, 'code' | 'path'>;

/** Returns true unless every known field stays readable, as with violated rules and unknown fields. */
const invalidatesField = ({ code }: Issue): boolean => code !== 'custom' && code !== 'unrecognized_keys';

const invalidatesValue = (issue: Issue): boolean =>
  invalidatesField(issue) && (issue.path ?? []).length === 0;

function guard<T>(value: T, paths: readonly (readonly PropertyKey[])[]): T {
  return new Proxy(value as object, {
    get(target, key) {
      const below = paths.filter(([first]) => String(first) === key);
      if (below.some(({ length }) => length === 1)) throw unreadable;
      const field: unknown = Reflect.get(target, key);
      if (below.length === 0 || typeof field !== 'object' || field === null) return field;
      return guard(
        field,
        below.map(([, ...rest]) => rest),
      );
    },
  }) as T;
}
