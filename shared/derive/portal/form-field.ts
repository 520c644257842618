import { isRecord } from '../../is-record.ts';
import { markdownText } from '../../markdown-text.ts';
import type { SchemaNode } from '../open-api.ts';
import { pickers } from './pickers.ts';
import { textField } from './text-field.ts';
import { inWords, singular } from './words.ts';

/** Changes that turn the values of a form into a request, each with the paths of its fields: `spec.items[].ingress`. */
export interface Conversions {
  /** Optional objects and lists, which a form wraps in a list of at most one item. An item is part of the request. */
  readonly sections: string[];
  /** Sections with the further settings of a topic, whose entries belong to the object above. */
  readonly topics: string[];
  /** Strings that hold YAML. */
  readonly yaml: string[];
  /** Objects whose entries belong to the object above. */
  readonly spread: string[];
  /** References to entities of the catalog. The request contains only the name of the entity. */
  readonly entityRefs: string[];
  /** Integers or strings, which a form holds as strings. */
  readonly integers: string[];
}

/** Field of a form: its place in the request, and the values that the example has there. */
export interface FieldContext {
  readonly path: string;
  readonly title: string;
  readonly isRequired: boolean;
  readonly examples: readonly unknown[];
  readonly conversions: Conversions;
}

/** Key of the entries of an object that have no field of their own. */
export const furtherEntries = 'furtherEntries';

/**
 * Derives a field of a form (react-jsonschema-form 5) from a node of the JSON Schema of a request; undefined for a field
 * that a form hides.
 *
 * @throws Error with the path of a shape that has no form
 */
export function formField(node: SchemaNode, context: FieldContext): SchemaNode | undefined {
  const picker = node['x-form'];
  if (picker === 'hidden') return undefined;
  const described = {
    title: context.title,
    ...(typeof node['description'] === 'string' ? { description: markdownText(node['description']) } : {}),
  };
  if (picker === 'list-or-unset' || hasItemsByDefault(node))
    return optionalListField(node, described, context);
  if (typeof picker === 'string') return pickerField(picker, described, context);
  if (Array.isArray(node['type'])) return unionField(node, described, context);
  switch (node['type']) {
    case 'object':
      return objectField(node, described, context);
    case 'array':
      return listField(node, described, context);
    case 'boolean':
      return booleanField(node, described, context);
    case 'integer':
    case 'number':
      return { ...pick(node, ['type', 'minimum', 'maximum', 'default']), ...described };
    case 'string':
      return { ...textField(node), ...described };
    default:
      throw new Error(`${context.path}: unsupported shape for a form: ${JSON.stringify(node['type'])}`);
  }
}

/** Returns true for a list that is not empty by default, so that an empty one differs from an unset one. */
function hasItemsByDefault({ default: fallback }: SchemaNode): boolean {
  return Array.isArray(fallback) && fallback.length > 0;
}

function pickerField(picker: string, described: SchemaNode, { path, conversions }: FieldContext): SchemaNode {
  const field = pickers[picker];
  if (field === undefined) throw new Error(`${path}: unknown picker "${picker}"`);
  conversions.entityRefs.push(path);
  return { ...field, ...described };
}

/** Returns the field of a quantity, or of an integer or a string. */
function unionField(
  node: SchemaNode,
  described: SchemaNode,
  { path, conversions }: FieldContext,
): SchemaNode {
  const { pattern } = node;
  const isInteger = (node['type'] as string[]).includes('integer');
  if (isInteger) conversions.integers.push(path);
  // A pattern of the string alone would refuse the integer.
  const either = isInteger && typeof pattern === 'string' ? { pattern: `^[0-9]+$|${pattern}` } : {};
  return { ...textField({ ...node, ...either }), ...described };
}

/** Returns a check box, or a choice that can stay empty if false differs from unset. */
function booleanField(
  node: SchemaNode,
  described: SchemaNode,
  { isRequired }: Pick<FieldContext, 'isRequired'>,
): SchemaNode {
  const isOptional = !isRequired && node['default'] === undefined;
  return {
    ...pick(node, ['type', 'default']),
    ...described,
    ...(isOptional ? { 'ui:widget': 'select' } : {}),
  };
}

function objectField(node: SchemaNode, described: SchemaNode, context: FieldContext): SchemaNode {
  const { path, isRequired, examples, conversions } = context;
  if (!isRecord(node['properties'])) return yamlField(described, context);
  if (isRequired) return { ...objectSchema(node, context), ...described };
  const isOpen = examples.some((example) => isRecord(example) && Object.keys(example).length > 0);
  conversions.sections.push(path);
  return section(objectSchema(node, context), { ...described, ...(isOpen ? { default: [{}] } : {}) });
}

/** Returns a list of at most one item, which a user opens and closes. */
function section(content: SchemaNode, described: SchemaNode): SchemaNode {
  return {
    type: 'array',
    ...described,
    maxItems: 1,
    items: { ...content, 'ui:options': { label: false } },
    'ui:options': { orderable: false },
  };
}

/** Returns the schema of an object without its title. */
function objectSchema(node: SchemaNode, context: FieldContext): SchemaNode {
  const properties = formFields(node, context);
  const required = requiredOf(node).filter((key) => key in properties);
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: { ...properties, ...furtherField(node, context) },
  };
}

type ObjectContext = Pick<FieldContext, 'path' | 'examples' | 'conversions'>;

/** Derives the fields of an object, in the author's order. Those with a topic follow, in a section for each topic. */
export function formFields(node: SchemaNode, context: ObjectContext): Record<string, SchemaNode> {
  const properties = Object.entries((node['properties'] ?? {}) as Record<string, SchemaNode>);
  const topics = new Set(properties.map(([, { 'x-topic': topic }]) => topic as string | undefined));
  const fieldsOf = (topic?: string): Record<string, SchemaNode> =>
    Object.fromEntries(
      properties
        .filter(([, property]) => property['x-topic'] === topic)
        .flatMap(([key, property]) => {
          const field = ownField(key, property, { ...context, isRequired: requiredOf(node).includes(key) });
          return field === undefined ? [] : [[key, field]];
        }),
    );
  const sections = [...topics].flatMap((topic) =>
    topic === undefined ? [] : [topicSection(topic, fieldsOf(topic), context)],
  );
  return { ...fieldsOf(), ...Object.fromEntries(sections) };
}

function ownField(
  key: string,
  property: SchemaNode,
  { path, examples, ...context }: ObjectContext & { readonly isRequired: boolean },
): SchemaNode | undefined {
  if (context.isRequired && 'x-topic' in property)
    throw new Error(`${path}.${key}: a required field cannot be a further setting`);
  return formField(property, {
    ...context,
    path: `${path}.${key}`,
    title: inWords(key),
    examples: examples.flatMap((example) => (isRecord(example) && key in example ? [example[key]] : [])),
  });
}

/** Returns a closed section, described by the titles of its fields. */
function topicSection(
  topic: string,
  properties: Record<string, SchemaNode>,
  { path, conversions }: ObjectContext,
): [string, SchemaNode] {
  const key = `${topic}Settings`;
  conversions.topics.push(`${path}.${key}`);
  const titles = Object.values(properties).map(({ title }) => title);
  return [
    key,
    section({ type: 'object', properties }, { title: inWords(key), description: titles.join(' · ') }),
  ];
}

/** Returns the field of the entries that an object may have besides its fields; none for a closed object. */
function furtherField(node: SchemaNode, context: FieldContext): Record<string, SchemaNode> {
  if (!isRecord(node['additionalProperties'])) return {};
  const path = `${context.path}.${furtherEntries}`;
  context.conversions.spread.push(path);
  const described = { title: inWords(furtherEntries), description: 'Entries without a field of their own' };
  return { [furtherEntries]: yamlField(described, { ...context, path }) };
}

function yamlField(described: SchemaNode, { path, conversions }: FieldContext): SchemaNode {
  conversions.yaml.push(path);
  const { description } = described;
  return {
    type: 'string',
    ...described,
    description: `${description === undefined ? '' : `${description}. `}An object, as YAML`,
    'ui:widget': 'textarea',
    'ui:options': { rows: 5 },
  };
}

function listField(node: SchemaNode, described: SchemaNode, context: FieldContext): SchemaNode {
  const { path, title, isRequired, examples, conversions } = context;
  const item = formField(node['items'] as SchemaNode, {
    path: `${path}[]`,
    title: singular(title),
    isRequired: true,
    examples: examples.flatMap((example) => (Array.isArray(example) ? example : [])),
    conversions,
  });
  if (item === undefined) throw new Error(`${path}: the items of a list cannot be hidden`);
  return {
    type: 'array',
    ...described,
    ...pick(node, isRequired ? ['minItems', 'maxItems'] : ['maxItems']),
    items: item,
  };
}

/** Returns a section with a list, because an empty list means something else than none. */
function optionalListField(node: SchemaNode, described: SchemaNode, context: FieldContext): SchemaNode {
  context.conversions.sections.push(context.path);
  return section(listField(node, {}, context), described);
}

/** Returns the names of the required fields of an object. */
export function requiredOf(node: SchemaNode): readonly string[] {
  return (node['required'] ?? []) as string[];
}

function pick(node: SchemaNode, keys: readonly string[]): SchemaNode {
  return Object.fromEntries(keys.flatMap((key) => (node[key] === undefined ? [] : [[key, node[key]]])));
}
