import { goFormats } from './go-formats.ts';
import { isSchema, type JSONSchema, pointerOf } from './json-schema.ts';
import { SchemaDocument } from './schema-document.ts';
import { type Draft, mapKeywords, plainKeywords, type SchemaNode, subschemas } from './schema-drafts.ts';
import {
  cyclicNodes,
  inPlaceTargets,
  readGraph,
  type UncheckedKeyword,
  verdictTargets,
} from './schema-graph.ts';
import { invalidSchema } from './schema-guard.ts';
import { errorsKeyword, stepsKeyword } from './schema-keywords.ts';

/** Schema that ajv reads as Helm reads its source. */
export interface NormalSchema {
  readonly schema: JSONSchema | boolean;
  /** Latest draft in the source; ajv must use it. */
  readonly draft: Draft;
  /** JSON Pointers of the source by the schemas of the result. */
  readonly pointers: ReadonlyMap<unknown, string>;
  /** Schemas of the source by their pointers. */
  readonly nodes: ReadonlyMap<string, SchemaNode>;
  /** Warnings about the keywords that are not checked, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Normalizes a `values.schema.json`, so that ajv gives the verdict of Helm. The differences between the two are listed,
 * with an example of each, in test/support/schema-differences.ts.
 *
 * @param source schema that guardSchema() accepts
 * @throws RequestError `InvalidChart` for a schema that Helm cannot compile
 */
export function normalizeSchema(source: unknown): NormalSchema {
  const document = new SchemaDocument(source);
  const { nodes, unchecked } = readGraph(document);
  const draft = Math.max(...[...nodes.values()].map((node) => node.draft)) as Draft;
  const printer = new Printer(nodes, { unchecked, draft });
  return {
    schema: printer.print(),
    draft,
    nodes,
    pointers: printer.pointers,
    warnings: warningsOf(unchecked),
  };
}

const maxWarnings = 20;

function warningsOf(unchecked: readonly UncheckedKeyword[]): string[] {
  const warnings = unchecked
    .slice(0, maxWarnings)
    .map(({ pointer, keyword, reason }) => `"${keyword}" at #${pointer} is not checked: ${reason}`);
  const more = unchecked.length - warnings.length;
  return more > 0 ? [...warnings, `${more} more keywords are not checked for the same reasons`] : warnings;
}

/** Keywords that mean the same in ajv and in Helm, with the first draft that has them. */
const equalKeywords: Readonly<Record<string, Draft>> = {
  type: 4,
  enum: 4,
  const: 6,
  multipleOf: 4,
  maximum: 4,
  exclusiveMaximum: 4,
  minimum: 4,
  exclusiveMinimum: 4,
  minLength: 4,
  maxLength: 4,
  pattern: 4,
  minItems: 4,
  maxItems: 4,
  uniqueItems: 4,
  minProperties: 4,
  maxProperties: 4,
  required: 4,
  minContains: 2019,
  maxContains: 2019,
  dependentRequired: 2019,
};

/** Schemas that are being printed for one value, by their pointers. */
interface Active {
  /** Schemas around the current one. */
  readonly outer: ReadonlySet<string>;
  /** Schemas that the current one applies to the same value and that may apply themselves again. */
  readonly next: ReadonlySet<string>;
}

/** Maximum number of schemas that are printed again because they apply themselves. */
const maxRepeated = 1_000;

class Printer {
  readonly pointers = new Map<unknown, string>();
  readonly #nodes: ReadonlyMap<string, SchemaNode>;
  readonly #draft: Draft;
  readonly #unchecked: ReadonlySet<string>;
  readonly #cyclic: ReadonlySet<string>;
  #repeated = 0;
  /** Schemas that others refer to. Each is printed once, below `$defs`, with its pointer as the key. */
  readonly #targets: ReadonlySet<string>;

  constructor(
    nodes: ReadonlyMap<string, SchemaNode>,
    { unchecked, draft }: { unchecked: readonly UncheckedKeyword[]; draft: Draft },
  ) {
    this.#nodes = nodes;
    this.#cyclic = cyclicNodes(nodes);
    this.#draft = draft;
    this.#unchecked = new Set(unchecked.map(({ pointer, keyword }) => pointerOf(pointer, keyword)));
    const references = [...nodes.values()].flatMap((node) => [...node.references.values()]);
    const targets = [...references, ...verdictTargets(nodes)];
    this.#targets = new Set(
      targets.filter((target) => typeof target === 'string' && target !== '') as string[],
    );
  }

  print(): JSONSchema | boolean {
    const root = this.#printSchema('');
    if (typeof root === 'boolean' || this.#targets.size === 0) return root;
    const definitions = [...this.#targets].map((pointer) => [pointer, this.#printSchema(pointer)]);
    const whole = { ...root, $defs: Object.fromEntries(definitions) };
    this.pointers.set(whole, '');
    return whole;
  }

  /** Prints a schema, or a reference to it if it is printed below `$defs`. */
  #printOrRefer(pointer: string, active: Active): JSONSchema | boolean {
    if (active.next.has(pointer)) return this.#printRepeated(pointer, active);
    return this.#targets.has(pointer) ? { $ref: referenceTo(pointer) } : this.#printSchema(pointer);
  }

  /**
   * Prints a schema that may apply itself to the same value, where Helm refuses the value and ajv would not end. The schema is
   * printed in full at every place until it repeats, and as `false` there.
   */
  #printRepeated(pointer: string, { outer }: Active): JSONSchema | boolean {
    if (outer.has(pointer)) return false;
    this.#repeated += 1;
    if (this.#repeated > maxRepeated) throw invalidSchema('refers to itself in too many ways');
    return this.#printSchema(pointer, outer);
  }

  #printSchema(pointer: string, outer: ReadonlySet<string> = new Set()): JSONSchema | boolean {
    const node = this.#nodes.get(pointer);
    if (node === undefined) throw new Error(`No schema was read at #${pointer}`);
    if (!isSchema(node.value)) return node.value as boolean;
    const isCyclic = this.#cyclic.has(pointer);
    const next = isCyclic ? inPlaceTargets(node).filter((target) => this.#cyclic.has(target)) : [];
    const active = { outer: new Set([...outer, pointer]), next: new Set(next) };
    const printed: Record<string, unknown> = this.#printReferences(node, active);
    // Beside $ref, drafts up to 7 ignore all keywords, and Helm all but `const`.
    if (node.draft >= 2019 || !node.references.has('$ref')) {
      Object.assign(printed, assertions(node.value, node.draft));
      this.#printApplicators(node, { printed, active });
    } else if (node.draft >= 6 && Object.hasOwn(node.value, 'const')) printed['const'] = node.value['const'];
    this.pointers.set(printed, pointer);
    return printed;
  }

  #printReferences({ references }: SchemaNode, active: Active): Record<string, unknown> {
    const targets = [...references.values()].filter((target) => typeof target === 'string');
    const [first, ...others] = targets.map((target) =>
      active.next.has(target) ? this.#printRepeated(target, active) : { $ref: referenceTo(target) },
    );
    if (first === undefined) return {};
    const isPlain = typeof first === 'object' && Object.hasOwn(first, '$ref') && others.length === 0;
    return isPlain ? { $ref: first['$ref'] } : { allOf: [first, ...others] };
  }

  #printApplicators(
    node: SchemaNode,
    { printed, active }: { printed: Record<string, unknown>; active: Active },
  ): void {
    const source = node.value as JSONSchema;
    const keywords = new Set(subschemas(source, node).map(({ keyword }) => keyword));
    // an object with only lists contains no schema
    if (Object.hasOwn(source, 'dependencies')) keywords.add('dependencies');
    for (const keyword of keywords) {
      if (this.#unchecked.has(pointerOf(node.pointer, keyword))) continue;
      if (['then', 'else'].includes(keyword) && this.#unchecked.has(pointerOf(node.pointer, 'if'))) continue;
      if (keyword.startsWith('unevaluated')) {
        // The keyword of ajv is replaced by one that takes the pointer of the schema.
        printed[keyword] = node.pointer;
        continue;
      }
      const value = this.#printContent(source[keyword], {
        pointer: pointerOf(node.pointer, keyword),
        keyword,
        active,
      });
      const [name, content] = this.#keywordInDraft(keyword, value, printed);
      printed[name] = content;
    }
  }

  #printContent(
    value: unknown,
    { pointer, keyword, active }: { pointer: string; keyword: string; active: Active },
  ): unknown {
    const print = (child: unknown, key: string) =>
      keyword === 'dependencies' && Array.isArray(child)
        ? requiredKeys(child)
        : this.#printOrRefer(pointerOf(pointer, key), active);
    if (Array.isArray(value)) return value.map((child, index) => print(child, String(index)));
    if (!mapKeywords.includes(keyword)) return this.#printOrRefer(pointer, active);
    const entries = Object.entries(value as object);
    return Object.fromEntries(entries.map(([key, child]) => [key, print(child, key)]));
  }

  /** Returns a keyword as the latest draft names it, with its value. Joins a list of `allOf` with an earlier one. */
  #keywordInDraft(keyword: string, value: unknown, printed: JSONSchema): [string, unknown] {
    const joined = printed['allOf'];
    if (keyword === 'allOf' && Array.isArray(joined)) return ['allOf', [...(value as unknown[]), ...joined]];
    if (this.#draft < 2020) return [keyword, value];
    if (keyword === 'items' && Array.isArray(value)) return ['prefixItems', value];
    return keyword === 'additionalItems' ? ['items', value] : [keyword, value];
  }
}

/** Returns the reference to a schema in a normalized one. */
export function referenceTo(pointer: string): string {
  return pointer === '' ? '#' : `#/$defs/${encodeURIComponent(pointerOf('', pointer).slice(1))}`;
}

/** Returns a list of keys for `dependencies`; a schema for an empty key, which ajv ignores in a list. */
function requiredKeys(keys: readonly unknown[]): unknown {
  return keys.includes('') ? { required: keys } : keys;
}

/** Returns the keywords that hold no schemas. */
function assertions(source: JSONSchema, draft: Draft): JSONSchema {
  const kept = Object.entries(source).filter(
    ([keyword]) => Object.hasOwn(equalKeywords, keyword) && draft >= (equalKeywords[keyword] ?? draft),
  );
  const printed: Record<string, unknown> = Object.fromEntries(kept);
  if (!Object.hasOwn(source, 'contains')) {
    delete printed['minContains'];
    delete printed['maxContains'];
  }
  for (const [exclusive, limit] of [
    ['exclusiveMaximum', 'maximum'],
    ['exclusiveMinimum', 'minimum'],
  ] as const) {
    if (printed[exclusive] === true) {
      printed[exclusive] = printed[limit];
      delete printed[limit];
    } else if (printed[exclusive] === false) delete printed[exclusive];
  }
  const format = source['format'];
  if (draft < 2019 && typeof format === 'string' && (format === 'regex' || Object.hasOwn(goFormats, format)))
    printed['format'] = format;
  return printed;
}

/** Adds to each schema the keywords that count its evaluations, with the number of its entries, and its errors. */
export function addCounts(schema: unknown): void {
  if (!isSchema(schema)) return;
  const entries = Object.entries(schema);
  let steps = 1;
  for (const [keyword, value] of entries) {
    if (typeof value !== 'object' || value === null) continue;
    const below: unknown[] = Object.values(value);
    if (keyword !== '$defs') steps += below.length;
    if (plainKeywords.includes(keyword)) continue;
    if (isSchema(value) && !mapKeywords.includes(keyword) && keyword !== '$defs') addCounts(value);
    else below.forEach(addCounts);
  }
  if (entries.length > 1 || !Object.hasOwn(schema, '$ref'))
    Object.assign(schema, { [stepsKeyword]: steps, [errorsKeyword]: true });
}
