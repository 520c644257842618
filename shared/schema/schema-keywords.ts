import {
  type Ajv,
  type AnySchemaObject,
  _ as code,
  type FuncKeywordDefinition,
  Name,
  type SchemaValidateFunction,
} from 'ajv';
import { isRecord } from '../is-record.ts';
import { isMultipleOf } from './decimal.ts';
import { type Charge, equalItems, equalityOf } from './json-equality.ts';
import { pointerOf } from './json-schema.ts';
import type { SchemaEvaluation } from './schema-evaluation.ts';
import type { SchemaMeter } from './schema-meter.ts';

/** Keyword that counts the evaluation of a schema. */
export const stepsKeyword = 'x-steps';

/** Keyword that counts the errors of a schema. */
export const errorsKeyword = 'x-errors';

/**
 * Replaces the comparisons of ajv, which call methods of the values and take quadratic time.
 *
 * @param charge counts the work
 */
export function replaceComparisons(ajv: Ajv, charge: Charge = () => {}): Ajv {
  const isEqual = equalityOf(charge);
  const isOneOf = (values: readonly unknown[], data: unknown) => values.some((value) => isEqual(value, data));
  const definitions = [
    keyword('enum', (values: unknown[], data) =>
      isOneOf(values, data) ? undefined : { allowedValues: values },
    ),
    keyword('const', (value, data) => (isOneOf([value], data) ? undefined : { allowedValue: value })),
    keyword('uniqueItems', (isSet, data) => {
      const equal = isSet === true && Array.isArray(data) ? equalItems(data, charge) : undefined;
      return equal && { j: equal[0], i: equal[1] };
    }),
  ];
  return define(ajv, definitions);
}

/** Replaces ajv's keywords for required keys, which ignore an empty key. */
export function replaceRequired(ajv: Ajv): Ajv {
  const missing = (keys: readonly string[], data: object) => keys.filter((key) => !Object.hasOwn(data, key));
  return define(ajv, [
    keyword('required', (keys: string[], data) =>
      isRecord(data) ? missing(keys, data).map((missingProperty) => ({ missingProperty })) : undefined,
    ),
    keyword('dependentRequired', (lists: Record<string, string[]>, data) => {
      if (!isRecord(data)) return undefined;
      const present = Object.keys(lists).filter((property) => Object.hasOwn(data, property));
      return present.flatMap((property) =>
        missing(lists[property] ?? [], data).map((missingProperty) => ({ property, missingProperty })),
      );
    }),
  ]);
}

/** Replaces the arithmetic of ajv with that of exact decimals. */
export function replaceArithmetic(ajv: Ajv): Ajv {
  return define(ajv, [
    keyword('multipleOf', (divisor, data) => {
      if (typeof data !== 'number' || isMultipleOf(data, Number(divisor))) return undefined;
      return { multipleOf: divisor };
    }),
  ]);
}

/** Adds the keywords that count evaluations and errors. */
export function addCounters(ajv: Ajv, meter: SchemaMeter): Ajv {
  const before = new WeakMap<object, Name>();
  const errors = new Name('errors');
  return ajv
    .addKeyword({
      keyword: stepsKeyword,
      schemaType: 'number',
      code: ({ gen, schema, data, it }) => {
        // Below `if` and `not`, ajv nests the code of a keyword in the block of the keyword before it.
        before.set(it, gen.var('before', errors));
        gen.code(code`${gen.scopeValue('obj', { ref: meter })}.evaluate(${schema}, ${data})`);
      },
    })
    .addKeyword({
      keyword: errorsKeyword,
      schemaType: 'boolean',
      post: true,
      code: ({ gen, it }) => {
        const found = code`${errors} - ${before.get(it) ?? 0}`;
        gen.if(code`${found} > 0`, () =>
          gen.code(code`${gen.scopeValue('obj', { ref: meter })}.collect(${found})`),
        );
      },
    });
}

/** Replaces the keywords for unevaluated keys and items. Their value in a normalized schema is the pointer of the source. */
export function replaceUnevaluated(ajv: Ajv, { evaluation, isValid }: Unevaluated): Ajv {
  return define(ajv, [
    keyword('unevaluatedProperties', (pointer: string, data) => {
      if (!isRecord(data)) return undefined;
      const keys = [...evaluation.unevaluatedKeys(pointer, data)];
      const refused = keys.find((key) => !isValid(pointerOf(pointer, 'unevaluatedProperties'), data[key]));
      return refused === undefined ? undefined : { unevaluatedProperty: refused };
    }),
    keyword('unevaluatedItems', (pointer: string, data) => {
      if (!Array.isArray(data)) return undefined;
      const items = [...evaluation.unevaluatedItems(pointer, data)];
      const refused = items.find((item) => !isValid(pointerOf(pointer, 'unevaluatedItems'), data[item]));
      return refused === undefined ? undefined : { len: refused };
    }),
  ]);
}

interface Unevaluated {
  readonly evaluation: SchemaEvaluation;
  readonly isValid: (pointer: string, value: unknown) => boolean;
}

function define(ajv: Ajv, definitions: readonly FuncKeywordDefinition[]): Ajv {
  for (const definition of definitions) ajv.removeKeyword(String(definition.keyword)).addKeyword(definition);
  return ajv;
}

type Params = Readonly<Record<string, unknown>>;

/** Returns a keyword whose check returns the parameters of an error, or of several; undefined for no error. */
function keyword<Schema>(
  name: string,
  check: (schema: Schema, data: unknown) => Params | readonly Params[] | undefined,
): FuncKeywordDefinition {
  const validate: SchemaValidateFunction = (schema: Schema, data: unknown, parentSchema) => {
    const found = [check(schema, data) ?? []].flat();
    validate.errors = found.map((params) => ({
      keyword: name,
      params,
      parentSchema: parentSchema as AnySchemaObject,
    }));
    return found.length === 0;
  };
  return { keyword: name, errors: true, validate };
}
