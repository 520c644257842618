import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import type { ValuesValidator } from './chart.ts';
import { isSchema } from './json-schema.ts';
import { guardSchema, invalidSchema } from './schema-guard.ts';
import { toValuesValidator } from './values-problems.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * Compiles a chart's `values.schema.json` (JSON Schema draft-06, draft-07, 2019-09 or 2020-12 according to `$schema`,
 * which defaults to draft-07). Asserts formats, as Helm does. Fetches no other document and does not change values.
 *
 * @throws RequestError `InvalidChart` if the schema is too large, refers to other documents or cannot be compiled; the
 *   validator throws it if a check takes too much time
 */
export function compileValuesSchema(schema: unknown): ValuesValidator {
  guardSchema(schema);
  const check = withTimeout(() => compile(ajvFor(schema), schema));
  const validate = toValuesValidator(check, schema);
  let failure: unknown;
  return (values) => {
    // a schema that took too long once is not tried again for each release
    if (failure !== undefined) throw failure;
    try {
      return withTimeout(() => validate(values));
    } catch (error) {
      failure = error;
      throw error;
    }
  };
}

/**
 * Compiles a schema to the source of an ES module, so that a build does not need to include ajv. Pass its default export
 * to toValuesValidator().
 *
 * @throws RequestError `InvalidChart` if the schema is too large, refers to other documents or cannot be compiled
 */
export function standaloneValidator(schema: unknown): string {
  guardSchema(schema);
  const ajv = ajvFor(schema, { code: { source: true, esm: true, lines: true }, messages: false });
  return standalone(ajv, compile(ajv, schema));
}

function compile(ajv: Ajv, schema: unknown): ValidateFunction {
  try {
    return ajv.compile(schema as AnySchema);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    throw invalidSchema('cannot be compiled', error);
  }
}

const options: Options = {
  strict: false,
  allErrors: true,
  // Helm uses Go regular expressions, which have no `u` flag: `\-` is valid there.
  unicodeRegExp: false,
  // An inherited `toString` does not satisfy `required: [toString]`.
  ownProperties: true,
  logger: false,
};

/** Creates an instance for each schema, because two charts may use the same `$id`. */
function ajvFor(schema: unknown, overrides?: Options): Ajv {
  const declared = isSchema(schema) ? schema['$schema'] : undefined;
  const dialect =
    typeof declared === 'string'
      ? declared.replace(/^https?:\/\/json-schema\.org\/|#$/g, '')
      : 'draft-07/schema';
  const ajv = new (compilerFor(dialect))({ ...options, ...overrides });
  if (dialect === 'draft-06/schema')
    ajv.addMetaSchema({ $id: String(declared), type: ['object', 'boolean'] });
  return addFormats(ajv);
}

function compilerFor(dialect: string): new (options: Options) => Ajv {
  switch (dialect) {
    case 'draft-06/schema':
    case 'draft-07/schema':
      return Ajv;
    case 'draft/2019-09/schema':
      return Ajv2019 as never;
    case 'draft/2020-12/schema':
    case 'schema':
      return Ajv2020 as never;
    default:
      throw invalidSchema(`has the unsupported dialect "${dialect.slice(0, 200)}"`);
  }
}

/** Both packages are CommonJS: the result of a default import depends on the bundler. */
const standalone = (
  'default' in standaloneCode ? standaloneCode.default : standaloneCode
) as typeof import('ajv/dist/standalone/index.js').default;
const addFormats = ('default' in formats ? formats.default : formats) as unknown as (ajv: Ajv) => Ajv;
