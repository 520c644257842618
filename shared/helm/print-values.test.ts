import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChartYaml } from '../yaml.ts';
import type { Values } from './chart.ts';
import { type Layer, mergeValues } from './merge-values.ts';
import { printValues } from './print-values.ts';

function print(chart: Values, layers: Layer[]): string[] {
  const { values: merged } = mergeValues({ values: chart }, layers);
  return printValues({ chart: { values: chart }, layers, merged })
    .trimEnd()
    .split('\n')
    .slice(1);
}

describe('printValues()', () => {
  it('marks each key with the highest layer that sets it', () => {
    const chart = { replicas: 1, image: { repository: 'web', tag: '1.0.0' }, port: 80 };
    const lines = print(chart, [
      { name: 'production', values: { replicas: 3 } },
      { name: 'platform', values: { image: { repository: 'mirror/web' } } },
      { name: 'request', values: { image: { tag: '2.0.0' }, replicas: 5 } },
    ]);
    expect(lines).toEqual([
      'image:',
      '  repository: mirror/web # platform',
      '  tag: 2.0.0 # request',
      'port: 80',
      'replicas: 5 # request',
    ]);
  });

  it('marks an object or list of a single layer once', () => {
    const lines = print({ env: [], m: {} }, [
      { name: 'request', values: { env: [{ name: 'A' }], own: { x: { y: 1 } } } },
      { name: 'request', values: { own: { x: { z: 2 } } } },
    ]);
    expect(lines).toEqual([
      'env: # request',
      '  - name: A',
      'm: {}',
      'own: # request',
      '  x:',
      '    "y": 1',
      '    z: 2',
    ]);
  });

  it('marks the keys of an object that two layers set', () => {
    const lines = print({}, [
      { name: 'platform', values: { m: { a: 1, b: { c: 1 } } } },
      { name: 'request', values: { m: { a: 2 } } },
    ]);
    expect(lines).toEqual(['m:', '  a: 2 # request', '  b: # platform', '    c: 1']);
  });

  it('marks a null that removes a default, and values that replace a string', () => {
    const lines = print({ a: 1, m: { x: 1 } }, [
      { name: 'production', values: { m: { z: 1 } } },
      { name: 'platform', values: { m: 5 } },
      { name: 'request', values: { a: null, m: { y1: 2 } } },
    ]);
    expect(lines).toEqual(['a: null # request', 'm:', '  x: 1', '  y1: 2 # request']);
  });

  it('does not mark an object of the chart under an empty object', () => {
    expect(print({ m: { a: 1 } }, [{ name: 'request', values: { m: {} } }])).toEqual(['m:', '  a: 1']);
    expect(print({ m: {} }, [{ name: 'request', values: { m: {} } }])).toEqual(['m: {} # request']);
  });

  it('says that it omits the defaults of keys that subcharts see', () => {
    const chart = {
      values: { cache: { size: 1 }, port: 80 },
      subcharts: [{ entry: 'cache', name: 'cache', version: '1.0.0', values: {} }],
    };
    const layers: Layer[] = [{ name: 'request', values: { cache: { tier: 'a' } } }];
    const { values: merged } = mergeValues(chart, layers);
    expect(printValues({ chart, layers, merged }).split('\n')).toEqual([
      expect.stringContaining('# Marked keys are set by that layer'),
      '# Keys that subcharts see contain only what these layers set: Helm adds the defaults',
      'cache: # request',
      '  tier: a',
      'port: 80',
      '',
    ]);
  });

  it('prints an empty chart as an empty object', () => {
    expect(print({}, [])).toEqual(['{}']);
  });

  it('prints YAML that parses to the merged values', () => {
    const { values: anyValues } = fc.letrec<{ value: Values; values: Values }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'x\ny\n', 'yes', '0777', [], [[{ a: null }]]),
        tie('values'),
      ) as never,
      values: fc.dictionary(fc.constantFrom('a', 'y', '1', 'a b', 'x.y/z'), tie('value'), {
        maxKeys: 5,
        noNullPrototype: true,
      }),
    }));
    fc.assert(
      fc.property(anyValues, anyValues, anyValues, (chart, platform, request) => {
        const layers: Layer[] = [
          { name: 'platform', values: platform },
          { name: 'request', values: request },
        ];
        const { values: merged } = mergeValues({ values: chart }, layers);
        expect(
          parseChartYaml(printValues({ chart: { values: chart }, layers, merged }), 'values.yaml'),
        ).toEqual(merged);
      }),
      { numRuns: 400 },
    );
  });
});
