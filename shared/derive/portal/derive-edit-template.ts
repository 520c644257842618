import { isRecord } from '../../is-record.ts';
import type { PromiseDefinition } from '../../promise/define-promise.ts';
import type { SchemaNode } from '../open-api.ts';
import { techDocs, titleOf } from './catalog-metadata.ts';
import { deriveForm, parameter, templateType } from './derive-template.ts';
import { requiredOf } from './form-field.ts';
import { softwareTemplate } from './software-template.ts';

/**
 * Derives the template that changes a request: the form of the request, whose values the front end of the package fills
 * in, and a step that sends the changes.
 */
export function deriveEditTemplate(definition: PromiseDefinition): SchemaNode {
  const { name, kind } = definition;
  const { schema, pages, topics, input } = deriveForm(definition, undefined);
  const fixed = { names: ['requestName', 'requestNamespace', ...fixedFields(schema)], topics };
  const [first, ...others] = pages.map((page) => withReadOnly(page, fixed));
  return softwareTemplate({
    metadata: {
      name: `${name}-edit`,
      title: `Edit: ${titleOf(definition)}`,
      description: `Changes ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}; open it from the page of the request in the catalog`,
      tags: ['infraforge', 'infraforge-edit'],
      annotations: techDocs,
    },
    type: templateType(definition),
    parameters: [withOpened(first ?? {}), ...others],
    button: 'Send the changes',
    step: {
      id: 'edit',
      name: 'Send the changes to the platform',
      action: 'infraforge:edit',
      input: { ...input, opened: parameter('opened') },
    },
    output: { 'Answer of the platform': 'message', Changes: 'changes' },
  });
}

/**
 * Returns the fields of `spec` that cannot be changed, by its transition rules: their message begins with the field. A
 * field that can be set once stays open, because a template does not know if it is set.
 */
function fixedFields(schema: SchemaNode): string[] {
  const rules = (schema['x-kubernetes-validations'] ?? []) as { rule: string; message: string }[];
  return rules
    .filter(({ rule }) => rule.includes('oldSelf') && !rule.startsWith('!has(oldSelf.'))
    .flatMap(({ message }) => /^(\w+) cannot be changed/.exec(message)?.[1] ?? []);
}

/** Returns an object of a form whose fields with some names are read-only, in sections with further settings too. */
function withReadOnly(node: SchemaNode, fixed: ReadonlyFields): SchemaNode {
  const fields = Object.entries(node['properties'] as Record<string, SchemaNode>);
  const properties = fields.map(([key, field]): [string, SchemaNode] => {
    if (fixed.names.includes(key)) return [key, readOnly(field)];
    if (!fixed.topics.includes(`spec.${key}`)) return [key, field];
    return [key, { ...field, items: withReadOnly(field['items'] as SchemaNode, fixed) }];
  });
  return { ...node, properties: Object.fromEntries(properties) };
}

interface ReadonlyFields {
  readonly names: readonly string[];
  /** Paths of the sections with further settings. */
  readonly topics: readonly string[];
}

/** Returns a field without a picker, which would offer other values. */
function readOnly({ 'ui:field': _field, 'ui:options': _options, ...field }: SchemaNode): SchemaNode {
  return { ...field, 'ui:readonly': true };
}

/** Adds the state of the request in which the form was opened. The user does not see it. */
function withOpened(page: SchemaNode): SchemaNode {
  const properties = isRecord(page['properties']) ? page['properties'] : {};
  return {
    ...page,
    required: [...requiredOf(page), 'opened'],
    errorMessage: { required: { opened: 'Open this form from the page of the request in the catalog' } },
    properties: {
      ...properties,
      opened: {
        type: 'object',
        title: 'State of the request',
        'ui:widget': 'hidden',
        'ui:backstage': { review: { show: false } },
      },
    },
  };
}
