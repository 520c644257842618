import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Values } from './chart.ts';
import type { LayerName } from './layers.ts';
import { type Layer, mergeValues } from './merge-values.ts';

const names: LayerName[] = ['production', 'platform', 'derived', 'request'];
const layersOf = (...values: Values[]): Layer[] =>
  values.map((layer, index) => ({ name: names[index]!, values: layer }));
const { values: anyValues } = fc.letrec<{ value: Values; values: Values }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 1, 'x', true, [1], []),
    tie('values'),
  ) as never,
  values: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
}));

describe('mergeValues()', () => {
  it.each<[string, Values, Values[], Values]>([
    [
      'merges objects key by key',
      { m: { a: 1, b: 2 } },
      [{ m: { b: 3, c: 4 } }],
      { m: { a: 1, b: 3, c: 4 } },
    ],
    ['replaces a list instead of appending', { l: [1, 2] }, [{ l: [3] }], { l: [3] }],
    ['replaces a list with an empty one', { l: [1, 2] }, [{ l: [] }], { l: [] }],
    ['keeps an object under an empty one', { m: { a: 1 } }, [{ m: {} }], { m: { a: 1 } }],
    [
      'keeps a null of a layer, which removes a default',
      { a: 1, m: { b: 2 } },
      [{ a: null, m: { b: null } }],
      { a: null, m: { b: null } },
    ],
    ['keeps a null of a key that the chart does not have', {}, [{ m: { a: null } }], { m: { a: null } }],
    ["drops a null of the chart's defaults", { a: null, m: { b: null, c: 1 } }, [], { m: { c: 1 } }],
    ['keeps nulls inside lists', { l: [null, { a: null }] }, [], { l: [null, { a: null }] }],
    ['lets a value replace a null of a lower layer', { a: 1 }, [{ a: null }, { a: 2 }], { a: 2 }],
    [
      "restores the chart's object under an object that replaces a string",
      { m: { a: 1 } },
      [{ m: 5 }, { m: { b: 2 } }],
      { m: { a: 1, b: 2 } },
    ],
    [
      "restores the chart's object under an object that replaces a null",
      { m: { a: 1 } },
      [{ m: null }, { m: { b: 2 } }],
      { m: { a: 1, b: 2 } },
    ],
    [
      'merges objects above a string of the lowest layer',
      {},
      [{ m: 5 }, { m: { a: 1 } }, { m: { b: 2 } }],
      { m: { a: 1, b: 2 } },
    ],
  ])('%s', (_, chart, layers, merged) => {
    expect(mergeValues({ values: chart }, layersOf(...layers)).values).toEqual(merged);
  });

  it('returns the same values with an empty layer at any position', () => {
    fc.assert(
      fc.property(anyValues, anyValues, (chart, values) => {
        const { values: merged } = mergeValues({ values: chart }, layersOf(values));
        expect(mergeValues({ values: chart }, layersOf({}, values, {})).values).toEqual(merged);
      }),
      { numRuns: 400 },
    );
  });

  it('is idempotent: the merged values as the only layer return themselves', () => {
    fc.assert(
      fc.property(anyValues, fc.array(anyValues, { maxLength: 3 }), (chart, layers) => {
        const { values } = mergeValues({ values: chart }, layersOf(...layers));
        expect(mergeValues({ values: chart }, layersOf(values)).values).toEqual(values);
      }),
      { numRuns: 400 },
    );
  });

  it('does not mutate its inputs', () => {
    const chart = { m: { a: null, b: { c: 1 } } };
    const layers = layersOf({ m: { b: { d: 2 } } }, { m: { b: { c: null } } });
    const before = structuredClone({ chart, layers });
    mergeValues({ values: chart }, layers);
    expect({ chart, layers }).toEqual(before);
  });

  it('warns about an object that replaces another type or is replaced, without the value', () => {
    const chart = { a: { b: 1 }, c: { d: 'secret', e: [1] }, n: null, z: 1 };
    const { warnings } = mergeValues(
      { values: chart },
      layersOf({ c: { d: { x: 1 }, e: { y: 1 } }, a: 'secret', n: { m: 1 }, z: null, q: 1 }),
    );
    expect(warnings).toEqual([
      "a: a scalar replaces the chart's object",
      "c.d: an object replaces the chart's scalar",
      "c.e: an object replaces the chart's list",
    ]);
  });

  const cache = { entry: 'cache', name: 'cache', version: '1.0.0', values: { limits: { cpu: 1 }, port: 80 } };
  const dependency = {
    name: 'cache',
    version: '1.x',
    alias: '',
    condition: '',
    tags: [],
    importValues: [],
  };

  it('writes only what the layers set below the keys that subcharts see', () => {
    const values = { cache: { a: null, b: 1 }, global: { c: null }, own: { d: null, e: 1 }, top: 1 };
    const layers = layersOf({ cache: { x: 1 } }, { cache: { y: null }, own: { f: 2 } });
    const merged = { cache: { x: 1, y: null }, own: { e: 1, f: 2 }, top: 1 };
    expect(mergeValues({ values, subcharts: [cache] }, layers).values).toEqual(merged);
    const aliased = { ...cache, name: 'redis', entry: 'redis-1.0.0.tgz' };
    const dependencies = [{ ...dependency, name: 'redis', alias: 'cache' }];
    expect(mergeValues({ values, dependencies, subcharts: [aliased] }, layers).values).toEqual(merged);
  });

  it('writes only what the layers set below a key that a subchart imports values into', () => {
    const values = { a: { b: 1 }, c: 2 };
    const chart = (parent: string) => ({
      values,
      dependencies: [{ ...dependency, importValues: [{ child: 'x', parent }] }],
      subcharts: [cache],
    });
    expect(mergeValues(chart('a.z'), layersOf({ a: { y: 1 } })).values).toEqual({ a: { y: 1 }, c: 2 });
    expect(mergeValues(chart('.'), layersOf({ a: { y: 1 } })).values).toEqual({ a: { y: 1 } });
    const exporting = { ...chart('a'), dependencies: [{ ...dependency, importValues: ['data'] }] };
    expect(mergeValues(exporting, layersOf({ a: { y: 1 } })).values).toEqual({ a: { y: 1 } });
  });

  it('warns about a value that replaces the object of a subchart, or is replaced by one', () => {
    const chart = { values: {}, dependencies: [{ ...dependency, alias: 'c' }], subcharts: [cache] };
    expect(mergeValues(chart, layersOf({ c: { limits: 5, port: {} } })).warnings).toEqual([
      "c.limits: a scalar replaces the chart's object",
      "c.port: an object replaces the chart's scalar",
    ]);
  });
});
