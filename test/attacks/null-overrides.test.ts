import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { mergeValues } from '../../shared/helm/merge-values.ts';
import { printValues } from '../../shared/helm/print-values.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { effectiveValues } from '../support/effective-values.ts';

const chart: Values = { a: { b: { c: { d: 1 }, l: [1, { x: null }] } }, s: 'text', n: null };

/** Overrides of every default of the chart by each kind of value. */
function overrides(): Values[] {
  const values = [null, 5, 'text', [], [null], {}, { c: null }, { d: { e: null } }];
  const places: ((value: Values[string]) => Values)[] = [
    (value) => ({ a: value }),
    (value) => ({ a: { b: value } }),
    (value) => ({ a: { b: { c: value } } }),
    (value) => ({ a: { b: { c: { d: value } } } }),
    (value) => ({ a: { b: { l: value } } }),
    (value) => ({ s: value }),
    (value) => ({ n: value }),
    (value) => ({ unknown: { deep: value } }),
  ];
  return places.flatMap((place) => values.map(place));
}

describe('attack A16: nulls and changed types at every level', () => {
  it.each(overrides())('A16 %j is merged, printed and effective', (values) => {
    const layers = [
      { name: 'platform', values: { a: { b: { c: { p: 1 } } } } },
      { name: 'request', values },
    ] as const;
    const { values: merged } = mergeValues({ values: chart }, layers);
    expect(printValues({ chart: { values: chart }, layers, merged })).toContain('#');
    expect(mergeValues({ values: chart }, [{ name: 'request', values: merged }]).values).toEqual(merged);
    expect(effectiveValues(merged, chart)).toBeTypeOf('object');
  });

  it('A16 warns about a list over an object, and an object over a list, with their paths', () => {
    const { warnings } = mergeValues({ values: chart }, [
      { name: 'request', values: { a: { b: { c: [1], l: { x: 1 } } } } },
    ]);
    expect(warnings).toEqual([
      "a.b.c: a list replaces the chart's object",
      "a.b.l: an object replaces the chart's list",
    ]);
  });

  it('A16 refuses a null that removes a required value before anything is written', () => {
    const validate = compileValuesSchema({ required: ['s'] });
    const { values: merged } = mergeValues({ values: chart }, [{ name: 'request', values: { s: null } }]);
    expect(validate(effectiveValues(merged, chart))).toEqual([
      { path: 's', message: 'Required: set a value' },
    ]);
  });

  it('A16 omits a null of the chart itself, so that Helm does not render it', () => {
    expect(mergeValues({ values: { w: null, m: { x: null } } }, []).values).toEqual({ m: {} });
  });
});
