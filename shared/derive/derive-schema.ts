import { group, version } from '../api-version.ts';
import { isRecord } from '../is-record.ts';
import { markdownText } from '../markdown-text.ts';
import type { PromiseDefinition } from '../promise/define-promise.ts';
import { metadataFields } from '../promise/envelope-problems.ts';
import { invalidNamespace } from '../promise/identity-messages.ts';
import { dnsLabel } from '../release/names.ts';
import { deriveJsonSchema, mapSchema } from './json-schema.ts';
import type { SchemaNode } from './open-api.ts';
import { requestNameRule } from './request-name.ts';

const dialect = 'http://json-schema.org/draft-07/schema#';

/**
 * Derives the JSON Schema with which an editor checks and completes requests of a Promise. Rules across fields are left to
 * the API server and the pipeline.
 */
export function deriveSchema(definition: PromiseDefinition): SchemaNode {
  return { $schema: dialect, ...requestSchema(definition) };
}

/** Derives one schema for the requests of several Promises: the kind of a request selects its schema. */
export function deriveCommonSchema(definitions: readonly PromiseDefinition[]): SchemaNode {
  return {
    $schema: dialect,
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: definitions.map(({ kind }) => kind) } },
    allOf: definitions.map((definition) => ({
      if: { properties: { kind: { const: definition.kind } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: requestSchema(definition),
    })),
  };
}

/** Prints a schema in the author's order of the fields. */
export function printSchema(schema: SchemaNode): string {
  return JSON.stringify(schema, null, 2);
}

function requestSchema(definition: PromiseDefinition): SchemaNode {
  const { kind, summary } = definition;
  return {
    description: summary,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    properties: {
      apiVersion: { const: `${group}/${version}`, description: 'Version of the API' },
      kind: { const: kind, description: 'Kind of the request' },
      metadata: metadataSchema(definition),
      spec: {
        description: 'Specification of the request',
        ...mapSchema(deriveJsonSchema(definition.schema()), forEditors),
      },
      status: { type: 'object', description: 'Result that the pipeline and Kratix report' },
    },
  };
}

/** Returns the schema of the metadata that a person writes; the API server sets the other fields. */
function metadataSchema(definition: PromiseDefinition): SchemaNode {
  const { isRelease, bounds, message } = requestNameRule(definition);
  const strings = { type: 'object', additionalProperties: { type: 'string' } };
  return {
    type: 'object',
    description: 'Identity of the request',
    required: ['name'],
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(metadataFields.map((field) => [field, {}])),
      name: {
        type: 'string',
        description: isRelease ? 'Name of the request and of its release' : 'Name of the request',
        ...bounds,
        patternErrorMessage: message,
      },
      namespace: {
        type: 'string',
        description: 'Namespace of the request. Defaults to that of the kubectl context',
        pattern: dnsLabel.source,
        patternErrorMessage: invalidNamespace,
      },
      labels: { ...strings, description: 'Labels of the request' },
      annotations: { ...strings, description: 'Annotations of the request' },
    },
  };
}

/** Replaces the metadata of CRDs with keywords of JSON Schema, and adds Markdown where the description has code. */
function forEditors(node: SchemaNode): SchemaNode {
  const { description } = node;
  const known = Object.entries(node).filter(([key]) => !key.startsWith('x-'));
  return {
    ...Object.fromEntries(known.filter(([key, value]) => key !== 'default' || !isEmptyObject(value))),
    ...(node['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
    ...(typeof description === 'string' && description.includes('`')
      ? { markdownDescription: markdownText(description) }
      : {}),
  };
}

/** Returns true for the default of an object whose fields have defaults, which tells a reader nothing. */
function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
