import { Ajv, type AnySchemaObject, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import applicator2019 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json' with { type: 'json' };
import content2019 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json' with { type: 'json' };
import core2019 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json' with { type: 'json' };
import format2019 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json' with { type: 'json' };
import metadata2019 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json' with { type: 'json' };
import validation2019 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json' with { type: 'json' };
import draft2019 from 'ajv/dist/refs/json-schema-2019-09/schema.json' with { type: 'json' };
import applicator2020 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' };
import content2020 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' };
import core2020 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' };
import format2020 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' };
import metadata2020 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' };
import unevaluated2020 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' };
import validation2020 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' };
import draft2020 from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' };
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import draft07 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' };
import { goFormats } from './go-formats.ts';
import { goPatternError } from './go-pattern.ts';
import { pointerOf } from './json-schema.ts';
import type { Draft } from './schema-drafts.ts';
import { unusableSchema } from './schema-guard.ts';
import { replaceComparisons } from './schema-keywords.ts';
import { keywordMessages, listValues } from './values-messages.ts';

/**
 * Checks a schema against the metaschema of its draft, as Helm does before it compiles the schema.
 *
 * @param schema schema without embedded schemas of other drafts
 * @param pointer JSON Pointer to the schema
 * @throws RequestError `InvalidChart` with the first invalid keyword
 */
export function checkMetaschema(
  schema: unknown,
  { draft, pointer }: { draft: Draft; pointer: string },
): void {
  const validate = validatorOf(draft);
  if (validate(schema)) return;
  // The error of a combination comes after those of its parts, which say what is wrong.
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'if');
  const deepest = errors.reduce((found, error) =>
    error.instancePath.length > found.instancePath.length ? error : found,
  );
  throw unusableSchema(pointer + pointerTo(deepest), reason(deepest));
}

/** Returns a pointer to the invalid value, below the schema. */
function pointerTo({ instancePath, propertyName }: ErrorObject): string {
  return propertyName === undefined ? instancePath : pointerOf(instancePath, propertyName);
}

function reason({ keyword, params, data, propertyName }: ErrorObject): string {
  if (keyword === 'format' && params['format'] === 'regex')
    return invalidPattern(goPatternError(String(propertyName ?? data)));
  if (keyword === 'dependencies') return `"${params['missingProperty']}" is required beside it`;
  const shown = typeof data === 'object' ? undefined : listValues([data]);
  const message = keywordMessages[keyword]?.({
    params,
    value: data,
    shown,
    description: undefined,
    schema: {},
  });
  return message ?? 'invalid value';
}

/** Returns the reason for a pattern that Go cannot compile. */
export function invalidPattern(error: string | undefined): string {
  return `${error}; Go has no lookaround and no backreferences`;
}

const options: Options = {
  strict: false,
  validateSchema: false,
  // As metaschemas of ajv, they would not assert formats.
  meta: false,
  ownProperties: true,
  logger: false,
  verbose: true,
  formats: {
    regex: (pattern: string) => goPatternError(pattern) === undefined,
    uri: goFormats['uri']!,
    'uri-reference': goFormats['uri-reference']!,
  },
};

const validators = new Map<Draft, ValidateFunction>();

function validatorOf(draft: Draft): ValidateFunction {
  const validator = validators.get(draft) ?? compile(draft);
  validators.set(draft, validator);
  return validator;
}

function compile(draft: Draft): ValidateFunction {
  switch (draft) {
    case 2020:
      return compileIn(new Ajv2020({ ...options, schemas: vocabularies2020 }) as never, draft2020);
    case 2019:
      return compileIn(new Ajv2019({ ...options, schemas: vocabularies2019 }) as never, draft2019);
    case 7:
      return compileIn(new Ajv(options), {
        ...draft07,
        properties: { ...draft07.properties, writeOnly: { type: 'boolean' } },
      });
    case 6:
      return compileIn(new Ajv(options), {
        ...draft06,
        properties: { ...draft06.properties, examples: true },
      });
    case 4:
      return compileIn(new Ajv(options), draft04);
  }
}

function compileIn(ajv: Ajv, metaschema: AnySchemaObject): ValidateFunction {
  return replaceComparisons(ajv).compile(metaschema);
}

const vocabularies2019 = [applicator2019, content2019, core2019, format2019, metadata2019, validation2019];
const vocabularies2020 = [
  ...[applicator2020, content2020, core2020, format2020, metadata2020, unevaluated2020, validation2020],
];

const self = { $ref: '#' };
const strings = { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true };
const schemas = { type: 'array', items: self, minItems: 1 };
const schemaMap = { type: 'object', additionalProperties: self };
const size = { type: 'integer', minimum: 0 };
const typeName = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] };
const text = { type: 'string' };
const flag = { type: 'boolean' };

/** Metaschema of draft-04, written in draft-07: the compiler has no draft-04. */
const draft04: AnySchemaObject = {
  type: 'object',
  properties: {
    id: text,
    $schema: { type: 'string', format: 'uri' },
    title: text,
    description: text,
    multipleOf: { type: 'number', exclusiveMinimum: 0 },
    maximum: { type: 'number' },
    exclusiveMaximum: flag,
    minimum: { type: 'number' },
    exclusiveMinimum: flag,
    maxLength: size,
    minLength: size,
    pattern: { type: 'string', format: 'regex' },
    additionalItems: { anyOf: [flag, self] },
    items: { anyOf: [self, schemas] },
    maxItems: size,
    minItems: size,
    uniqueItems: flag,
    maxProperties: size,
    minProperties: size,
    required: strings,
    additionalProperties: { anyOf: [flag, self] },
    definitions: schemaMap,
    properties: schemaMap,
    patternProperties: schemaMap,
    dependencies: { type: 'object', additionalProperties: { anyOf: [self, strings] } },
    enum: { type: 'array', minItems: 1, uniqueItems: true },
    type: { anyOf: [typeName, { type: 'array', items: typeName, minItems: 1, uniqueItems: true }] },
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: self,
    format: text,
    $ref: text,
  },
  dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] },
};
