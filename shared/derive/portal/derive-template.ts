import { isRecord } from '../../is-record.ts';
import type { PromiseDefinition } from '../../promise/define-promise.ts';
import { invalidNamespace } from '../../promise/identity-messages.ts';
import { dnsLabel } from '../../release/names.ts';
import { deriveJsonSchema } from '../json-schema.ts';
import type { SchemaNode } from '../open-api.ts';
import { requestNameRule } from '../request-name.ts';
import { techDocs, titleOf } from './catalog-metadata.ts';
import { type Conversions, formFields, requiredOf } from './form-field.ts';
import { softwareTemplate } from './software-template.ts';

/**
 * Derives the software template of a Promise (Backstage, "Writing Templates"): a form with the fields of a request, and a
 * step that sends the request. Printed in the author's order, which is the order of the form.
 *
 * @param example the example request, whose sections are open at the start
 */
export function deriveTemplate(definition: PromiseDefinition, example: unknown): SchemaNode {
  const { name, summary } = definition;
  const { pages, input } = deriveForm(definition, example);
  return softwareTemplate({
    metadata: {
      name,
      title: titleOf(definition),
      description: summary,
      tags: ['infraforge'],
      annotations: techDocs,
    },
    type: templateType(definition),
    parameters: withOpenPickers(pages),
    step: {
      id: 'request',
      name: 'Send the request to the platform',
      action: 'infraforge:request',
      input,
    },
    output: { 'Answer of the platform': 'message' },
  });
}

/** Returns the type of the templates of a Promise. */
export function templateType({ platform }: PromiseDefinition): string {
  return platform === undefined ? 'infraforge-request' : 'infraforge-platform';
}

/** Form of a request. */
export interface TemplateForm {
  readonly schema: SchemaNode;
  readonly pages: readonly SchemaNode[];
  /** Paths of the sections with further settings. */
  readonly topics: readonly string[];
  /** Input of the step that sends the request. */
  readonly input: SchemaNode;
}

/** Derives the form of a request, and the input of its step. */
export function deriveForm(definition: PromiseDefinition, example: unknown): TemplateForm {
  const schema = deriveJsonSchema(definition.schema());
  const conversions = noConversions();
  const spec = isRecord(example) ? example['spec'] : undefined;
  const fields = formFields(schema, { path: 'spec', examples: [spec], conversions });
  return {
    schema,
    pages: pagesOf(definition, { schema, fields, topics: conversions.topics }),
    topics: conversions.topics,
    input: {
      kind: definition.kind,
      name: parameter('requestName'),
      namespace: parameter('requestNamespace'),
      spec: Object.fromEntries(Object.keys(fields).map((key) => [key, parameter(key)])),
      form: Object.fromEntries(Object.entries(conversions).filter(([, paths]) => paths.length > 0)),
    },
  };
}

function noConversions(): Conversions {
  return { sections: [], topics: [], yaml: [], spread: [], entityRefs: [], integers: [] };
}

/** Returns the expression for a parameter of a template. A string that is only an expression keeps the type of the value. */
export const parameter = (key: string): string => `\${{ parameters.${key} }}`;

interface SpecForm {
  readonly schema: SchemaNode;
  readonly fields: Readonly<Record<string, SchemaNode>>;
  /** Paths of the sections with further settings. */
  readonly topics: readonly string[];
}

/**
 * Returns the pages: the fields that every request needs, the settings that many requests have, each list of objects, and
 * the further settings last, so that a first request is short.
 */
function pagesOf(definition: PromiseDefinition, { schema, fields, topics }: SpecForm): SchemaNode[] {
  const required = requiredOf(schema);
  const further = Object.keys(fields).filter((key) => topics.includes(`spec.${key}`));
  const keys = Object.keys(fields).filter((key) => !further.includes(key));
  const lists = keys.filter((key) => isObjectList(schema, key));
  const single = keys.filter((key) => !lists.includes(key));
  const first = single.filter((key) => required.includes(key) || hasPicker(fields[key]));
  const settings = single.filter((key) => !first.includes(key));
  const page = (title: string, names: readonly string[], own: Record<string, SchemaNode> = {}) => ({
    title,
    required: [...Object.keys(own), ...names.filter((key) => required.includes(key))],
    properties: { ...own, ...Object.fromEntries(names.map((key) => [key, fields[key]])) },
  });
  return [
    page('Request', first, identityFields(definition)),
    ...(settings.length === 0 ? [] : [page('Settings', settings)]),
    ...lists.map((key) => page(String(fields[key]?.['title']), [key])),
    ...(further.length === 0 ? [] : [page('Further settings', further)]),
  ];
}

function isObjectList(schema: SchemaNode, key: string): boolean {
  const { type, items } = (schema['properties'] as Record<string, SchemaNode>)[key] ?? {};
  return type === 'array' && isRecord(items) && items['type'] === 'object';
}

/** Returns true for a field that chooses an entity of the catalog, or that holds such a field. */
function hasPicker(field: unknown): boolean {
  if (!isRecord(field)) return false;
  return 'ui:field' in field || Object.values(field).some(hasPicker);
}

/** Opens the sections of the first page that hold a picker, such as the team of the owner: a closed one is overlooked. */
function withOpenPickers([first = {}, ...others]: readonly SchemaNode[]): SchemaNode[] {
  const fields = Object.entries(first['properties'] as Record<string, SchemaNode>);
  const open = fields.map(([key, field]) => [
    key,
    field['maxItems'] === 1 && hasPicker(field) ? { ...field, default: [{}] } : field,
  ]);
  return [{ ...first, properties: Object.fromEntries(open) }, ...others];
}

function identityFields(definition: PromiseDefinition): Record<string, SchemaNode> {
  const { isRelease, bounds, message } = requestNameRule(definition);
  return {
    requestName: {
      type: 'string',
      title: 'Name of the request',
      description: isRelease
        ? 'Also the name of the release. Cannot be changed'
        : 'Name of the object in Kubernetes. Cannot be changed',
      ...bounds,
      errorMessage: message,
    },
    requestNamespace: {
      type: 'string',
      title: 'Namespace of the request',
      description: 'Namespace of your team in the cluster of the platform',
      maxLength: 63,
      pattern: dnsLabel.source,
      errorMessage: invalidNamespace,
    },
  };
}
