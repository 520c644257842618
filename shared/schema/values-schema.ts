import { Ajv, type AnySchema, _ as code, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { type Problem, problem } from '../errors.ts';
import type { Values, ValuesValidator } from '../helm/chart.ts';
import { goFormats } from './go-formats.ts';
import {
  compileGoPattern,
  type GoPattern,
  goPatternError,
  guardPatterns,
  isGoPattern,
} from './go-pattern.ts';
import { encodePointer } from './json-schema.ts';
import { addCounts, type NormalSchema, normalizeSchema, referenceTo } from './normalize-schema.ts';
import { toPortableSchema } from './portable-schema.ts';
import { SchemaEvaluation } from './schema-evaluation.ts';
import { guardSchema, invalidSchema, patternsOf } from './schema-guard.ts';
import {
  addCounters,
  replaceArithmetic,
  replaceComparisons,
  replaceRequired,
  replaceUnevaluated,
} from './schema-keywords.ts';
import { createStepBudget, errorLimit, SchemaMeter, type StepBudget, TooManyErrors } from './schema-meter.ts';
import { restorePaths, splitSchema } from './split-schema.ts';
import { type SchemaCheck, type SchemaError, toValuesValidator } from './values-problems.ts';

/** Validator of a compiled schema. Each check has a budget of its own. */
export interface CompiledSchema extends ValuesValidator {
  /** Returns the validator whose checks share a budget. */
  readonly within: (budget: StepBudget) => ValuesValidator;
}

/**
 * Compiles a chart's `values.schema.json` to a validator with the verdict of Helm. Fetches no other document and does not
 * change values.
 *
 * @throws RequestError `InvalidChart` if Helm cannot compile the schema, or if it is too large; the validator throws it if a
 *   check takes too many steps
 */
export function compileValuesSchema(schema: unknown): CompiledSchema {
  const normal = readSchema(schema);
  addCounts(normal.schema);
  const meter = new SchemaMeter();
  const patterns = memoize((pattern: string) => compileGoPattern(pattern, meter));
  const check = withoutOverflow('is too large to compile', () => compileWithAjv(normal, { meter, patterns }));
  const validate = toValuesValidator(sourceErrors(check, normal), schema);
  const validatorWith = (budget: () => StepBudget): ValuesValidator =>
    Object.assign(
      (values: Values) => {
        meter.start(budget());
        return withoutOverflow('refers to itself without end', () => withErrorLimit(() => validate(values)));
      },
      {
        warnings: normal.warnings,
        startSearch: () => {
          meter.start(budget());
          return {
            // Helm ignores it below a keyword of another draft; a property that it marks stays closed
            matchesPattern: (pattern: string, key: string) =>
              goPatternError(pattern) !== undefined || patterns(pattern).test(key),
            charge: (steps: number) => meter.charge(steps),
          };
        },
      },
    );
  const within = (budget: StepBudget): ValuesValidator => validatorWith(() => budget);
  return Object.assign(validatorWith(createStepBudget), { within });
}

/**
 * Compiles a schema of this repository to the source of an ES module, so that a build does not need to include ajv. Pass its
 * default export to toValuesValidator(). The module imports from this folder.
 *
 * @throws RequestError `InvalidChart` if Helm cannot compile the schema, or if it is too large
 * @throws Error for a keyword or pattern that needs code of the compiler to be checked as Helm does
 */
export function standaloneValidator(schema: unknown): string {
  const { schema: normal, draft, warnings } = readSchema(schema);
  if (warnings.length > 0) throw new Error(warnings.join('; '));
  const ajv = ajvFor(draft, {
    inlineRefs: false,
    code: { source: true, esm: true, lines: true, formats: code`require("./go-formats.ts").goFormats` },
    messages: false,
  });
  const split = splitSchema(toPortableSchema(normal));
  const check = ajv.compile(split);
  restorePaths(check, split);
  const source = standalone(ajv, check);
  // The comparison of ajv calls methods of the values.
  return source.replaceAll(
    'require("ajv/dist/runtime/equal").default',
    'require("./json-equality.ts").isEqualJSON',
  );
}

/** Checks the limits of a schema before it is normalized. */
function readSchema(schema: unknown): NormalSchema {
  guardSchema(schema);
  guardPatterns(patternsOf(schema));
  return normalizeSchema(schema);
}

/** Returns one problem instead of too many errors to collect. */
function withErrorLimit(work: () => Problem[]): Problem[] {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
    return [problem('', `More than ${errorLimit} errors; fix a part of the values first`)];
  }
}

interface Engine {
  readonly meter: SchemaMeter;
  readonly patterns: (pattern: string) => GoPattern;
}

function compileWithAjv(
  { schema, draft, nodes }: NormalSchema,
  { meter, patterns }: Engine,
): ValidateFunction {
  const regExp = Object.assign(patterns, { code: 'new RegExp' });
  const ajv = ajvFor(draft, {
    verbose: true,
    inlineRefs: false,
    messages: false,
    code: { regExp, optimize: false },
  });
  const charge = (steps: number) => meter.charge(steps);
  const checkOf = memoize(
    (pointer: string) => ajv.getSchema(`values${referenceTo(pointer)}`) as ValidateFunction,
  );
  const isValid = withoutLoops((pointer, value) => {
    charge(1);
    return checkOf(pointer)(value) as boolean;
  });
  const matchesPattern = (pattern: string, key: string) => patterns(pattern).test(key);
  const evaluation = new SchemaEvaluation(nodes, { isValid, matchesPattern, charge });
  replaceArithmetic(replaceRequired(replaceComparisons(addCounters(ajv, meter), charge)));
  replaceUnevaluated(ajv, { evaluation, isValid });
  ajv.addFormat('regex', (text: string) => isGoPattern(text, meter));
  return ajv.addSchema(schema as AnySchema, 'values').getSchema('values') as ValidateFunction;
}

type Verdict = (pointer: string, value: unknown) => boolean;

/** Refuses a value whose verdict needs that same verdict, as Helm does. */
function withoutLoops(verdict: Verdict): Verdict {
  const active = new Map<string, Set<unknown>>();
  return (pointer, value) => {
    const values = active.get(pointer) ?? new Set();
    if (values.has(value)) return false;
    active.set(pointer, values.add(value));
    try {
      return verdict(pointer, value);
    } finally {
      values.delete(value);
    }
  };
}

function memoize<Result>(compute: (key: string) => Result): (key: string) => Result {
  const known = new Map<string, Result>();
  return (key) => {
    const result = known.get(key) ?? compute(key);
    known.set(key, result);
    return result;
  };
}

/** Returns a check whose errors point into the source of a normalized schema. */
function sourceErrors(check: ValidateFunction, { pointers }: NormalSchema): SchemaCheck {
  const checked: SchemaCheck = (values) => {
    const isValid = check(values);
    checked.errors = check.errors?.map((error) => withSourcePath(error, pointers));
    return isValid;
  };
  return checked;
}

function withSourcePath(error: ErrorObject, pointers: NormalSchema['pointers']): SchemaError {
  const pointer = pointers.get(error.parentSchema);
  if (pointer === undefined) return error;
  return { ...error, schemaPath: `#${encodePointer(pointer)}/${error.keyword}` };
}

/** Runs work on a schema, and refuses the schema if it overflows the stack. */
function withoutOverflow<Result>(detail: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw invalidSchema(detail, error);
    throw error;
  }
}

const options: Options = {
  strict: false,
  allErrors: true,
  validateSchema: false,
  meta: false,
  // An inherited `toString` does not satisfy `required: [toString]`.
  ownProperties: true,
  logger: false,
  formats: goFormats,
};

function ajvFor(draft: NormalSchema['draft'], overrides: Options): Ajv {
  const all = { ...options, ...overrides };
  const ajv: Ajv =
    draft === 2020
      ? (new Ajv2020(all) as never)
      : draft === 2019
        ? (new Ajv2019(all) as never)
        : new Ajv(all);
  // The evaluated keys are searched without ajv.
  ajv.opts.unevaluated = false;
  return ajv;
}

/** The package is CommonJS: the result of a default import depends on the bundler. */
const standalone = (
  'default' in standaloneCode ? standaloneCode.default : standaloneCode
) as typeof import('ajv/dist/standalone/index.js').default;
