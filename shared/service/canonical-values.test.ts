import { describe, expect, it } from 'vitest';
import { services } from '../../promises/services.ts';
import { charts } from '../../test/support/charts.ts';
import { canonicalValues } from './canonical-values.ts';
import { presetResources } from './engine-sizes.ts';

describe('canonicalValues()', () => {
  it('changes quantities at any depth, and nothing else', () => {
    const values = {
      resources: { limits: { cpu: '2000m', memory: '1024Mi' } },
      persistence: { size: '2048Gi' },
      list: [{ cpu: '0.5' }],
      sentinel: { size: 3 },
      note: '1024Mi',
      memory: 'much',
    };
    expect(canonicalValues(values)).toEqual({
      resources: { limits: { cpu: '2', memory: '1Gi' } },
      persistence: { size: '2Ti' },
      list: [{ cpu: '500m' }],
      sentinel: { size: 3 },
      note: '1024Mi',
      memory: 'much',
    });
  });

  it.each(services)('changes no default and no preset of $type', ({ type, sizes }) => {
    const chart = charts.find(({ name }) => name === type)!;
    for (const values of [chart.values, chart.production, ...Object.values(sizes).map(presetResources)])
      expect(canonicalValues(values)).toEqual(values);
  });
});
