import { afterEach, describe, expect, it } from 'vitest';
import { findDefinition } from '../../pipelines/configure/find-definition.ts';
import { toExistingRequest } from '../../pipelines/configure/to-existing-request.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { parseRequest } from '../../shared/promise/parse-request.ts';
import { platformOnlyProblems } from '../../shared/schema/audience.ts';
import { parseChartYaml, parseRequestYaml } from '../../shared/yaml.ts';
import { findCases, readInput } from '../support/cases.ts';
import { effectiveValues } from '../support/effective-values.ts';

const texts = [
  '__proto__: {polluted: 1}',
  'a: {"__proto__": {polluted: 1}}',
  'a: [{constructor: {prototype: {polluted: 1}}}]',
  'prototype: {polluted: 1}',
  '"\\u005f_proto__": {polluted: 1}',
  '!!str __proto__: {polluted: 1}',
];

describe('attack A12: keys that reach the prototype', () => {
  afterEach(() => expect(({} as { polluted?: unknown }).polluted).toBeUndefined());

  it.each(texts)('A12 %s is refused in a request', (text) => {
    expect(() => parseRequestYaml(text)).toThrow(/is not allowed|not supported/);
  });

  it.each([...texts, 'a: &a {__proto__: {polluted: 1}}\nb: {<<: *a}', 'b: {<<: {constructor: 1}}'])(
    'A12 %s is an ordinary key of chart values, in the merge and in the output too',
    (text) => {
      const values = parseChartYaml(text, 'values.yaml') as Values;
      const layers = [{ name: 'request', values: { a: 1 } }] as const;
      const { values: merged } = mergeValues({ values }, layers);
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
      expect(parseChartYaml(printValues({ chart: { values }, layers, merged }), 'values.yaml')).toEqual(
        merged,
      );
      expect(JSON.stringify(effectiveValues(merged, values))).toBe(JSON.stringify(merged));
    },
  );

  it('A12 an object from JSON with such a key pollutes nothing in merge and print', () => {
    const values = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    ) as Values;
    const layers = [{ name: 'request', values }] as const;
    const { values: merged } = mergeValues({ values: { a: 1 } }, layers);
    printValues({ chart: { values: { a: 1 } }, layers, merged });
    effectiveValues(merged, { a: 1 });
    platformOnlyProblems(
      { schema: JSON.parse('{"properties": {"__proto__": {"x-audience": "platform"}}}') },
      values,
    );
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });

  it('A12 keys that every object inherits are accepted', () => {
    const values = { toString: 1, hasOwnProperty: { valueOf: 2 } } as unknown as Values;
    const { values: merged, warnings } = mergeValues(
      { values: { hasOwnProperty: { a: 1 } } as unknown as Values },
      [{ name: 'request', values }],
    );
    expect(merged).toEqual({ toString: 1, hasOwnProperty: { a: 1, valueOf: 2 } });
    expect(warnings).toEqual([]);
    expect(parseRequestYaml('toString: 1')).toEqual({ toString: 1 });
  });
});

/** Returns copies of a value in which each part in turn is replaced. */
function* withEachReplaced(value: unknown, replacement: unknown): Generator<unknown> {
  yield replacement;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    for (const changed of withEachReplaced(child, replacement)) {
      const copy: object = Array.isArray(value) ? [...value] : { ...value };
      yield Object.assign(copy, { [key]: changed });
    }
  }
}

const everyField = findCases().filter(({ name }) => ['every-field', 'every-service'].includes(name));

describe('attack A12: keys that replace methods', () => {
  it.each(everyField)(
    'A12 toString is refused in each field of $promise/$name, and stops no run',
    (oneCase) => {
      const object = readInput(oneCase);
      const definition = findDefinition(object);
      const faults: unknown[] = [];
      for (const hostile of [{ toString: 1 }, [{ toString: 1, valueOf: 1 }]]) {
        for (const spec of withEachReplaced(object.spec, hostile)) {
          const changed = { ...object, spec };
          const existing = errorOf(() => toExistingRequest(changed));
          const parsed = errorOf(() => parseRequest(definition, changed));
          if (existing !== undefined) faults.push({ existing, spec });
          if (parsed !== undefined && parsed !== 'RequestError') faults.push({ parsed, spec });
        }
      }
      expect(faults).toEqual([]);
    },
  );
});

function errorOf(step: () => unknown): string | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}
