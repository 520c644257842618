import { describe, expect, it } from 'vitest';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { chartVersion, platformValuesOf } from './placement-values.ts';

const { chartsRepository } = platformWith();
const place = placementOn(
  platformWith({
    chartsRepository: { ...chartsRepository, versions: { redis: '1.1.0' } },
    values: { redis: { a: 1 } },
  }),
);

describe('chartVersion()', () => {
  it("is the chart's own version where the platform names one, else its default", () => {
    expect(['redis', 'kafka', 'constructor'].map((chart) => chartVersion(place, chart))).toEqual([
      '1.1.0',
      '1.0.0',
      '1.0.0',
    ]);
  });
});

describe('platformValuesOf()', () => {
  it('is empty for a chart that the platform says nothing of', () => {
    expect(['redis', 'kafka', 'toString'].map((chart) => platformValuesOf(place, chart))).toEqual([
      { a: 1 },
      {},
      {},
    ]);
  });
});
