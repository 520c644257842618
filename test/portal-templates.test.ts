import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  SchemaValidEntityPolicy,
} from '@backstage/catalog-model';
import { getDefaultFormState, type RJSFSchema } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import ajvErrors from 'ajv-errors';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { definitions } from '../promises/index.ts';
import { type FormNode, formOfSpec } from '../shared/backstage/form-of-spec.ts';
import { type Conversions, specOfForm } from '../shared/backstage/spec-of-form.ts';
import { deriveJsonSchema } from '../shared/derive/json-schema.ts';
import { isRecord } from '../shared/is-record.ts';
import { findCases, promisesFolder, readInput } from './support/cases.ts';

/** Validator of Backstage's forms (plugin-scaffolder-react, `Stepper`), whose code is not worth optimizing for a few values. */
const validator = customizeValidator({ ajvOptionsOverrides: { code: { optimize: false } } });
const { ajv } = validator as unknown as { ajv: Parameters<typeof ajvErrors>[0] };
ajvErrors(ajv);

interface Template {
  readonly spec: {
    readonly parameters: readonly FormNode[];
    readonly steps: readonly [{ readonly input: { spec: object; form: Conversions } }];
  };
}

const read = (promise: string, file: string): string =>
  readFileSync(join(promisesFolder, promise, 'generated', 'backstage', file), 'utf8');

/** Returns the messages for a value that a schema refuses; empty for a valid value. */
function messagesOf(schema: object, value: unknown): (string | undefined)[] {
  const check = ajv.compile(schema);
  check(value);
  return (check.errors ?? []).map(({ message }) => message);
}

/** Returns the nodes of a form by path. */
function nodesOf(node: FormNode, path: string): [string, FormNode][] {
  return [
    [path, node],
    ...Object.entries(node.properties ?? {}).flatMap(([key, one]) => nodesOf(one, `${path}.${key}`)),
    ...(node.items === undefined ? [] : nodesOf(node.items, `${path}[]`)),
  ];
}

/** Returns a node without sections for topics: their fields are those of the object, as in the request. */
function withoutTopics(node: FormNode, { path, isContent = false }: Position, form: Conversions): FormNode {
  const fields = Object.entries(node.properties ?? {}).flatMap(([key, one]): [string, FormNode][] =>
    form.topics?.includes(`${path}.${key}`) ? Object.entries(one.items?.properties ?? {}) : [[key, one]],
  );
  const below = fields.map(([key, one]) => [key, withoutTopics(one, { path: `${path}.${key}` }, form)]);
  const isSection = !isContent && form.sections?.includes(path);
  const items = isSection ? { path, isContent: true } : { path: `${path}[]` };
  return {
    ...node,
    ...(node.properties && { properties: Object.fromEntries(below) }),
    ...(node.items && { items: withoutTopics(node.items, items, form) }),
  };
}

/** Returns the path of a node in the request; a section and its content have the same one. */
interface Position {
  readonly path: string;
  readonly isContent?: boolean;
}

/** Returns a value with quantities as strings, and without lists that are empty by default. */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (!isRecord(value)) return /^(cpu|memory)$/.test(key) ? String(value) : value;
  const shown = Object.entries(value).filter(
    ([name, one]) => name !== 'allowedNamespaces' || String(one) !== '',
  );
  return Object.fromEntries(shown.map(([name, one]) => [name, comparable(one, name)]));
}

/** Returns the path of a request for a path of a form, in which a section has an item. */
function plain(path: string, sections: readonly string[]): string {
  const steps = path.split(/(?=\[\]|\.)/);
  return steps.reduce((found, step, index) => {
    const isOwnItem = step === '[]' && sections.includes(found) && steps[index - 1] !== '[]';
    return isOwnItem ? found : found + step;
  });
}

/** Returns the paths of the fields of a spec, without indexes. */
function fieldPaths(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => fieldPaths(item, `${path}[]`))];
  if (!isRecord(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => fieldPaths(one, `${path}.${key}`))];
}

/** Returns the number of fields and sections that a page shows before a user opens one. */
function shownFields({ properties = {} }: FormNode): number {
  return Object.values(properties).reduce((sum, field) => {
    if (field.type === 'object') return sum + shownFields(field);
    return sum + 1 + (field['default'] !== undefined && field.items ? shownFields(field.items) : 0);
  }, 0);
}

const topicOf = ([, source]: [string, FormNode]): unknown => source['x-topic'];

describe.each(definitions)('template of $kind', (definition) => {
  const { name } = definition;
  const template = parse(read(name, 'template.yaml')) as Template;
  const { parameters, steps } = template.spec;
  const pages = parameters.map((page) => ({ type: 'object', ...page }));
  const { form } = steps[0].input;
  const fields = Object.assign({}, ...pages.map(({ properties }) => properties)) as Record<string, FormNode>;
  const { requestName: _name, requestNamespace: _namespace, ...specFields } = fields;
  const { sections = [], topics = [] } = form;
  const whole = withoutTopics({ type: 'object', properties: specFields }, { path: 'spec' }, form);
  const nodes = nodesOf(whole, 'spec');

  it('converts every accepted case to a form and back', () => {
    const checks = pages.map((page) => ajv.compile(page));
    for (const oneCase of findCases().filter(({ promise, isRefused }) => promise === name && !isRefused)) {
      const { metadata, spec } = readInput(oneCase);
      const values = formOfSpec(spec, { fields: specFields, form });
      const identity = { requestName: metadata.name, requestNamespace: metadata.namespace ?? 'default' };
      for (const check of checks) {
        check({ ...identity, ...values });
        expect(check.errors, oneCase.name).toBeNull();
      }
      // The other fields only repeat the platform's values.
      const shown = Object.entries(spec as object).filter(([key]) => key in (whole.properties ?? {}));
      const back = specOfForm(values, form).spec;
      expect(comparable(back), oneCase.name).toEqual(comparable(Object.fromEntries(shown)));
    }
  }, 60_000);

  it('opens the sections of the example, and leaves the others out', () => {
    const state = {};
    for (const page of pages) {
      Object.assign(state, getDefaultFormState(validator, page as RJSFSchema, state));
    }
    const spec = specOfForm(state, form).spec as object;
    const paths = fieldPaths(spec, 'spec');
    const isClosed = ([path, { default: open }]: [string, FormNode]): boolean =>
      !path.endsWith('[]') && sections.includes(plain(path, sections)) && open === undefined;
    const closed = nodes.filter(isClosed).map(([path]) => plain(path, sections));
    expect(paths.filter((path) => closed.includes(path))).toEqual([]);
    const required = new Set(pages.flatMap((page) => page.required ?? []));
    const filled = Object.keys(spec).filter(
      (key) => !required.has(key) && specFields[key]?.['default'] === undefined,
    );
    expect(filled).toEqual([]);
  });

  it('lets each section be left out', () => {
    const required = nodes.flatMap(([path, node]) =>
      (node.required ?? []).map((key) => `${plain(path, sections)}.${key}`),
    );
    expect(sections.filter((path) => required.includes(path))).toEqual([]);
    for (const [path, node] of nodes.filter(
      ([at]) => sections.includes(plain(at, sections)) && !at.endsWith('[]'),
    )) {
      expect(node, path).toMatchObject({ type: 'array', maxItems: 1 });
    }
  });

  it('shows one message for one mistake, in words of its own for a pattern', () => {
    const texts = nodes.filter(([, node]) => node.type === 'string');
    for (const [path, node] of new Map(
      texts.map(([at, one]) => [JSON.stringify(one), [at, one] as const]),
    ).values()) {
      const tooLong = `${'x'.repeat(Number(node['maxLength'] ?? 0))}\u0000!`;
      const isFree = ['maxLength', 'pattern', 'enum'].every((keyword) => node[keyword] === undefined);
      const messages = messagesOf(node, tooLong);
      expect(messages.length, `${path}: ${messages.join()}`).toBe(isFree ? 0 : 1);
      if (node['pattern'] !== undefined) expect(messages, path).toEqual([node['errorMessage']]);
    }
  });

  it('keeps the order of the author, with the fields of each topic at the end', () => {
    const sources = new Map(nodesOf(deriveJsonSchema(definition.schema()) as FormNode, 'spec'));
    for (const [path, { properties }] of nodes) {
      const source = Object.entries(sources.get(plain(path, sections))?.properties ?? {});
      if (path === 'spec' || source.length === 0) continue;
      const order = [...new Set([undefined, ...source.map(topicOf)])].flatMap((topic) =>
        source.filter((field) => topicOf(field) === topic).map(([key]) => key),
      );
      const own = Object.keys(properties ?? {}).filter((key) => key !== 'furtherEntries');
      expect(own, path).toEqual(order.filter((key) => own.includes(key)));
    }
  });

  it('closes the further settings at the start, on no page but the last one or in an item', () => {
    const all = nodesOf({ type: 'object', properties: specFields }, 'spec');
    const lastKey = (path: string): string | undefined => path.split('.').at(-1);
    const keys = new Set(topics.map(lastKey));
    const topicNodes = all.filter(([path]) => keys.has(lastKey(path)));
    expect(topicNodes.length).toBeGreaterThanOrEqual(topics.length);
    for (const [path, node] of topicNodes) {
      expect(node, path).toMatchObject({ type: 'array', maxItems: 1, items: { type: 'object' } });
      expect(node, path).not.toHaveProperty('default');
      expect(node.items?.required, path).toBeUndefined();
    }
    const isLast = ({ title }: FormNode): boolean => title === 'Further settings';
    expect(parameters.slice(0, -1).filter(isLast)).toEqual([]);
    const onOthers = parameters
      .filter((page) => !isLast(page))
      .flatMap(({ properties = {} }) => Object.keys(properties));
    expect(onOthers.filter((key) => topics.includes(`spec.${key}`))).toEqual([]);
  });

  it('has short pages at the start, and short items', () => {
    const items = parameters.flatMap(({ properties = {} }) =>
      Object.values(properties).flatMap(({ items: item = {}, maxItems }) => (maxItems === 1 ? [] : [item])),
    );
    for (const page of [...parameters, ...items])
      expect(shownFields(page), String(page['title'])).toBeLessThan(25);
  });

  it('has unique titles, and a first page with what every request needs', () => {
    const titles = Object.values(fields).map(({ title }) => title);
    expect(titles).toEqual([...new Set(titles)]);
    const [first] = pages;
    for (const [key, field] of Object.entries(first?.properties ?? {})) {
      const isNeeded = first?.required?.includes(key) || JSON.stringify(field).includes('"ui:field"');
      expect(isNeeded, `${key} on the first page`).toBe(true);
    }
  });
});

describe.each(definitions)('catalog entities of $kind', ({ name }) => {
  const policies = EntityPolicies.allOf([
    new SchemaValidEntityPolicy(),
    new DefaultNamespaceEntityPolicy(),
    new NoForeignRootFieldsEntityPolicy(),
    new FieldFormatEntityPolicy(),
  ]);
  const entities = parseAllDocuments(read(name, 'catalog-info.yaml')).map(
    (document) => document.toJS() as Entity,
  );

  it('fit the policies of the catalog', async () => {
    for (const entity of [...entities, parse(read(name, 'template.yaml')) as Entity]) {
      await expect(policies.enforce(entity)).resolves.toBeDefined();
    }
    const [component, api] = entities;
    expect(await componentEntityV1alpha1Validator.check(component!)).toBe(true);
    expect(await apiEntityV1alpha1Validator.check(api!)).toBe(true);
  });

  it('name the API that the Component provides', () => {
    const [component, api] = entities;
    expect(component?.spec?.['providesApis']).toEqual([`api:default/${api?.metadata.name}`]);
    expect(parse(String(api?.spec?.['definition']))).toMatchObject({ kind: 'CustomResourceDefinition' });
  });

  it('have the reference page as documentation', () => {
    const site = parse(read(name, 'mkdocs.yml')) as { nav: readonly Record<string, string>[] };
    const [reference] = site.nav;
    expect(read(name, `docs/${reference?.['Reference']}`)).toBe(
      readFileSync(join(promisesFolder, name, 'generated', 'README.md'), 'utf8'),
    );
    for (const page of site.nav) expect(read(name, `docs/${Object.values(page)[0]}`)).not.toBe('');
  });
});
