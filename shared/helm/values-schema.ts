import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import type { ValuesValidator } from './chart.ts';
import { isSchema } from './json-schema.ts';
import { guardSchema, invalidSchema } from './schema-guard.ts';
import { toValuesValidator } from './values-problems.ts';
import { withinTime } from './within-time.ts';

/**
 * Compiles a chart's `values.schema.json` (JSON Schema draft-06, draft-07, 2019-09 or 2020-12, by its `$schema`;
 * draft-07 where it has none). Formats are asserted, as Helm does. Nothing is fetched, no value is changed.
 * @throws RequestError `InvalidChart` for a schema that is too large, refers to other documents or cannot be compiled;
 *   the validator throws it where checking takes more than two seconds or does not end
 */
export function compileValuesSchema(schema: unknown): ValuesValidator {
  guardSchema(schema);
  const check = withinTime(() => compile(ajvFor(schema), schema));
  const validate = toValuesValidator(check, schema);
  let failure: unknown;
  return (values) => {
    // a schema that took too long once is not tried again for each release
    if (failure !== undefined) throw failure;
    try {
      return withinTime(() => validate(values));
    } catch (error) {
      failure = error;
      throw error;
    }
  };
}

/**
 * The same check as the source of an ES module whose default export is the compiled schema, for a build that does not
 * want to ship the compiler. Wrap it with toValuesValidator().
 * @throws RequestError `InvalidChart` as above
 */
export function standaloneValidator(schema: unknown): string {
  guardSchema(schema);
  const ajv = ajvFor(schema, { code: { source: true, esm: true, lines: true } });
  return standalone(ajv, compile(ajv, schema));
}

function compile(ajv: Ajv, schema: unknown): ValidateFunction {
  try {
    return ajv.compile(schema as AnySchema);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    throw invalidSchema(`cannot be compiled: ${error.message}`, error);
  }
}

const options: Options = {
  strict: false,
  allErrors: true,
  // Go's expressions, for which schemas of charts are written, know no `u` flag: `\-` is legal there.
  unicodeRegExp: false,
  // `required: [toString]` is not met by what every object inherits.
  ownProperties: true,
  logger: false,
};

/** A new instance for each chart: two charts may use the same `$id`. */
function ajvFor(schema: unknown, more?: Options): Ajv {
  const declared = isSchema(schema) ? schema['$schema'] : undefined;
  const dialect =
    typeof declared === 'string'
      ? declared.replace(/^https?:\/\/json-schema\.org\/|#$/g, '')
      : 'draft-07/schema';
  const ajv = new (compilerOf(dialect))({ ...options, ...more });
  if (dialect === 'draft-06/schema')
    ajv.addMetaSchema({ $id: String(declared), type: ['object', 'boolean'] });
  return addFormats(ajv);
}

function compilerOf(dialect: string): new (options: Options) => Ajv {
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

/** Both packages are CommonJS: what a default import gives depends on who bundles. */
const standalone = (
  'default' in standaloneCode ? standaloneCode.default : standaloneCode
) as typeof import('ajv/dist/standalone/index.js').default;
const addFormats = ('default' in formats ? formats.default : formats) as unknown as (ajv: Ajv) => Ajv;
