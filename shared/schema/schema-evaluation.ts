import { decodeStep, isSchema } from './json-schema.ts';
import type { SchemaNode } from './schema-drafts.ts';

/** Queries of the compiled schema during the search for unevaluated values. */
export interface Evaluator {
  /** Returns true if the schema at a pointer accepts a value. */
  isValid(pointer: string, value: unknown): boolean;
  matchesPattern(pattern: string, key: string): boolean;
  charge(steps: number): void;
}

/**
 * Finds the keys and items of a value that no schema evaluates, for `unevaluatedProperties` and `unevaluatedItems`. Unlike
 * Helm, ajv counts those of a failed `if`, and does not count those of `contains`.
 */
export class SchemaEvaluation {
  readonly #nodes: ReadonlyMap<string, SchemaNode>;
  readonly #evaluator: Evaluator;

  constructor(nodes: ReadonlyMap<string, SchemaNode>, evaluator: Evaluator) {
    this.#nodes = nodes;
    this.#evaluator = evaluator;
  }

  /** Returns the keys of an object that the schema at a pointer does not evaluate. */
  unevaluatedKeys(pointer: string, value: object): Set<string> {
    return this.#unevaluated(pointer, { value, left: new Set(Object.keys(value)), evaluates: evaluatesKey });
  }

  /** Returns the indices of a list that the schema at a pointer does not evaluate. */
  unevaluatedItems(pointer: string, value: readonly unknown[]): Set<number> {
    return this.#unevaluated(pointer, { value, left: new Set(value.keys()), evaluates: evaluatesItem });
  }

  #unevaluated<Part>(pointer: string, search: Omit<Search<Part>, 'start' | 'active'>): Set<Part> {
    this.#visit(pointer, { ...search, start: pointer, active: new Set() });
    return search.left;
  }

  #visit<Part>(pointer: string, search: Search<Part>): void {
    const node = this.#nodes.get(pointer);
    const { left, active } = search;
    this.#evaluator.charge(1 + left.size * (1 + (node?.children.length ?? 0)));
    if (!node || !isSchema(node.value) || left.size === 0 || active.has(pointer)) return;
    if (node.draft >= 2019 || !node.references.has('$ref'))
      for (const part of left)
        if (search.evaluates(part, { node, search, evaluator: this.#evaluator })) left.delete(part);
    const below = { ...search, active: new Set([...active, pointer]) };
    for (const target of this.#inPlace(node, search.value)) this.#visit(target, below);
  }

  /** Returns the pointers of the schemas that apply to the same value. */
  #inPlace({ children, references }: SchemaNode, value: unknown): string[] {
    const condition = children.find(({ keyword }) => keyword === 'if')?.pointer;
    const branch =
      condition !== undefined && this.#evaluator.isValid(condition, value) ? ['if', 'then'] : ['else'];
    const applied = children.filter(({ keyword, pointer }) => {
      if (keyword === 'allOf' || branch.includes(keyword)) return true;
      if (keyword === 'anyOf' || keyword === 'oneOf') return this.#evaluator.isValid(pointer, value);
      const isDependent = keyword === 'dependencies' || keyword === 'dependentSchemas';
      return isDependent && isSchema(value) && Object.hasOwn(value, lastStep(pointer));
    });
    const targets = [...references.values()].filter((target) => typeof target === 'string');
    return [...targets, ...applied.map(({ pointer }) => pointer)];
  }
}

interface Search<Part> {
  readonly value: unknown;
  /** Keys or items that no schema has evaluated so far. */
  readonly left: Set<Part>;
  /** Returns true if a schema evaluates a part with its own keywords. */
  readonly evaluates: (part: Part, context: Context<Part>) => boolean;
  /** Pointer of the schema with the keyword. */
  readonly start: string;
  readonly active: ReadonlySet<string>;
}

interface Context<Part> {
  readonly node: SchemaNode;
  readonly search: Search<Part>;
  readonly evaluator: Evaluator;
}

/** Returns true if a schema describes a key with its own keywords. */
function evaluatesKey(key: string, { node, search, evaluator }: Context<string>): boolean {
  return node.children.some(({ keyword, pointer }) => {
    if (keyword === 'unevaluatedProperties') return node.pointer !== search.start;
    if (keyword === 'additionalProperties') return true;
    if (keyword === 'properties') return lastStep(pointer) === key;
    return keyword === 'patternProperties' && evaluator.matchesPattern(lastStep(pointer), key);
  });
}

/** Returns true if a schema describes an item with its own keywords. */
function evaluatesItem(index: number, { node, search, evaluator }: Context<number>): boolean {
  const isTuple = isSchema(node.value) && Array.isArray(node.value['items']);
  return node.children.some(({ keyword, pointer }) => {
    if (keyword === 'unevaluatedItems') return node.pointer !== search.start;
    if (keyword === 'items') return !isTuple || lastStep(pointer) === String(index);
    if (keyword === 'prefixItems') return lastStep(pointer) === String(index);
    if (keyword === 'additionalItems') return true;
    const item = (search.value as readonly unknown[])[index];
    return keyword === 'contains' && node.draft >= 2020 && evaluator.isValid(pointer, item);
  });
}

function lastStep(pointer: string): string {
  return decodeStep(pointer.slice(pointer.lastIndexOf('/') + 1));
}
