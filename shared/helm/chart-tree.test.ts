import { describe, expect, it } from 'vitest';
import { effectiveValues } from '../../test/support/effective-values.ts';
import type { ChartDependency, ImportedValues, Values } from './chart.ts';
import { coalesceTree } from './chart-tree.ts';
import { mergeValues } from './merge-values.ts';

describe('coalesceTree() of a chart without subcharts', () => {
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

describe('coalesceTree()', () => {
  const dependency = (importValues: ImportedValues[] = []): ChartDependency => ({
    name: 'cache',
    version: '*',
    alias: 'redis',
    condition: 'redis.enabled',
    tags: [],
    importValues,
  });
  const tree = (dependencies: ChartDependency[], values: Values = {}) => ({
    name: 'web',
    version: '1.0.0',
    values: { redis: { size: 1 } },
    dependencies,
    subcharts: [{ entry: 'cache-1.0.0.tgz', name: 'cache', version: '1.0.0', values }],
  });

  it('returns the values of the root and of each enabled subchart, with their keys', () => {
    const chart = tree([dependency()], { port: 80 });
    const redis = { enabled: true, global: {}, port: 80, size: 1 };
    expect(coalesceTree(chart, { redis: { enabled: true } })).toEqual({
      values: { redis },
      charts: [
        { chart, steps: [], values: { redis } },
        { chart: chart.subcharts[0], steps: ['redis'], values: redis },
      ],
    });
    expect(coalesceTree(chart, { redis: { enabled: false } })).toMatchObject({ charts: [{ steps: [] }] });
  });

  it('reports the key of a subchart that is not an object', () => {
    expect(coalesceTree(tree([dependency()]), { redis: 5 })).toEqual({
      path: 'redis',
      message:
        'Must be an object: "redis" is the key of a subchart; set an object with its values, or remove the key',
    });
  });

  it('refuses imported values that contain themselves, with which Helm ends in a stack overflow', () => {
    const imports = ['m', 'm.b'].map((parent) => ({ child: 'a', parent }));
    const chart = tree([dependency(imports)], { a: { x: 1 } });
    expect(coalesceTree(chart, {})).toEqual({
      path: '',
      message:
        'Chart "web" 1.0.0 is refused: the values of its subcharts contain themselves; use another chart',
    });
  });

  it('refuses aliases that multiply the charts of a small chart', () => {
    const aliases = Array.from({ length: 60 }, (_, index) => ({ ...dependency(), alias: `a${index}` }));
    const bomb = (depth: number): ReturnType<typeof tree> => ({
      ...tree(aliases),
      subcharts: [{ entry: 'cache', ...(depth === 0 ? tree([]) : bomb(depth - 1)), name: 'cache' }],
    });
    expect(coalesceTree(bomb(5), {})).toMatchObject({
      path: '',
      message: expect.stringContaining('have more than 5000000 entries'),
    });
  });

  it('refuses many dependencies that could be any of many subcharts', () => {
    const dependencies = Array.from({ length: 400 }, (_, index) => ({
      ...dependency(),
      version: '>=2.0.0-0 <3.0.0 || ^4.1.2',
      alias: `a${index}`,
    }));
    const subcharts = Array.from({ length: 400 }, (_, index) => ({
      ...tree([]),
      entry: `cache-${index}`,
      name: dependency().name,
      version: `1.0.${index}`,
    }));
    expect(coalesceTree({ ...tree(dependencies), subcharts }, {})).toMatchObject({
      message: expect.stringContaining('have more than 5000000 entries'),
    });
  });
});
