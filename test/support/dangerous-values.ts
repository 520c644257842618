import { isDangerousKey } from '../../shared/helm/dangerous-values.ts';
import { valuePath } from '../../shared/helm/value-path.ts';
import { isSchema } from '../../shared/schema/json-schema.ts';

/**
 * Returns the dangerous keys of a chart's schema that are not marked with `"x-audience": "platform"`, on the key or above
 * it. A contract test expects none in any chart.
 */
export function unmarkedDangerousPaths(schema: unknown): string[] {
  return unmarkedBelow(schema, []);
}

function unmarkedBelow(schema: unknown, steps: readonly string[]): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => unmarkedBelow(part, steps));
  if (!isSchema(schema) || schema['x-audience'] === 'platform') return [];
  if (isDangerousKey(steps)) return [valuePath(steps)];
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  return [
    ...Object.entries(properties).flatMap(([key, property]) => unmarkedBelow(property, [...steps, key])),
    ...nested.flatMap((keyword) => unmarkedBelow(schema[keyword], steps)),
    ...named.flatMap((keyword) =>
      Object.values(isSchema(schema[keyword]) ? schema[keyword] : {}).flatMap((part) =>
        unmarkedBelow(part, steps),
      ),
    ),
  ];
}

/** Keywords whose schemas describe the same value, its items or its unnamed keys. */
const nested = [
  'items',
  'prefixItems',
  'additionalItems',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
];

/** Keywords whose value is an object of schemas. */
const named = ['patternProperties', 'definitions', '$defs', 'dependencies', 'dependentSchemas'];
