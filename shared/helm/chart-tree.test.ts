import { describe, expect, it } from 'vitest';
import { effectiveValues } from '../../test/support/effective-values.ts';
import type { Values } from './chart.ts';
import { mergeValues } from './merge-values.ts';

describe('effectiveValues()', () => {
  // Expected values: `{{ toYaml .Values }}` in Helm 4.3.
  it.each<[string, Values, Values, Values]>([
    ['removes a default on a null', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['removes an object on a null', { m: { a: 1 } }, { m: null }, {}],
    ['keeps an empty object after its last key is removed', { m: { a: 1 } }, { m: { a: null } }, { m: {} }],
    [
      'keeps a null that removes nothing',
      { b: 2 },
      { a: null, m: { a: null } },
      { a: null, b: 2, m: { a: null } },
    ],
    ["removes a null over the chart's null at the top level", { a: null }, { a: null }, {}],
    [
      "keeps a null over the chart's null below the top level",
      { m: { a: null } },
      { m: { a: null } },
      { m: { a: null } },
    ],
    ['keeps nulls of an object that replaces a string', { m: 5 }, { m: { a: null } }, { m: { a: null } }],
    ['keeps nulls inside lists', { l: [1] }, { l: [null, { a: null }] }, { l: [null, { a: null }] }],
    ["drops the chart's own nulls", { a: null, m: { b: null } }, {}, { m: {} }],
  ])('%s', (_, chart, values, effective) => {
    const merged = mergeValues({ values: chart }, [{ name: 'request', values }]).values;
    expect(effectiveValues(merged, chart)).toEqual(effective);
  });
});
