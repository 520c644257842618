import { describe, expect, it } from 'vitest';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { chartVersion, platformValuesFor } from './placement-values.ts';

const { chartsRepository } = platformWith();
const placement = placementOn(
  platformWith({
    chartsRepository: {
      ...chartsRepository,
      version: '1.0.0',
      versions: { redis: '1.1.0' },
      environments: { dev: { mongodb: '1.2.0' }, qa: { mongodb: '1.3.0' } },
    },
    values: { redis: { a: 1 } },
  }),
);

describe('chartVersion()', () => {
  it('prefers the pin of the environment over the pins of the chart and of all charts', () => {
    const versionsOf = (charts: readonly string[]) => charts.map((chart) => chartVersion(placement, chart));
    expect(versionsOf(['mongodb', 'redis', 'kafka', 'constructor'])).toEqual([
      '1.2.0',
      '1.1.0',
      '1.0.0',
      '1.0.0',
    ]);
  });

  it('returns undefined for the version built into the image', () => {
    const { version: _, ...unpinned } = chartsRepository;
    const platform = platformWith({ chartsRepository: unpinned });
    expect(chartVersion({ platform, environment: 'dev' }, 'redis')).toBeUndefined();
  });
});

describe('platformValuesFor()', () => {
  it('returns the values of the chart, or none', () => {
    expect(['redis', 'kafka', 'toString'].map((chart) => platformValuesFor(placement, chart))).toEqual([
      { a: 1 },
      {},
      {},
    ]);
  });
});
