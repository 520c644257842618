import { describe, expect, it } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import type { Chart, ChartReference } from '../../shared/helm/chart.ts';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import { resolveCharts } from './resolve-charts.ts';

const chartOf = (overrides: Partial<Chart> = {}): Chart => ({
  name: 'microservice',
  version: '1.0.0',
  digest: 'sha256:0',
  values: {},
  hasDeleteHooks: false,
  ...overrides,
});

async function resolve(chart: Chart) {
  const [resolved] = await resolveCharts([releaseWith()], {
    platform: platformWith(),
    source: { resolveChart: async () => chart },
  });
  return resolved;
}

describe('resolveCharts()', () => {
  it("requests chart and version from the platform's registry", async () => {
    const asked: ChartReference[] = [];
    const { chartsRepository } = platformWith();
    await resolveCharts([releaseWith({ chart: { name: 'redis', version: '1.2.3' } })], {
      platform: platformWith({ chartsRepository: { ...chartsRepository, plainHTTP: true } }),
      source: {
        async resolveChart(reference) {
          asked.push(reference);
          return chartOf();
        },
      },
    });
    expect(asked).toEqual([
      { repository: 'oci://registry.example.com/charts', name: 'redis', version: '1.2.3', plainHTTP: true },
    ]);
  });

  it('uses a compiled schema', async () => {
    const validate = () => [{ path: 'a', message: 'b' }];
    expect(await resolve(chartOf({ validate, schema: { type: 'nonsense' } }))).toMatchObject({
      validate,
      warnings: [],
    });
  });

  it('warns about a chart without a schema', async () => {
    expect(await resolve(chartOf())).toMatchObject({
      warnings: ['Chart "microservice" 1.0.0 has no schema; its values are not checked'],
    });
  });

  it('refuses a chart with post-delete hooks', async () => {
    const refusal = await resolve(chartOf({ hasDeleteHooks: true }));
    expect(refusal).toBeInstanceOf(RequestError);
    expect(refusal).toMatchObject({
      reason: 'InvalidChart',
      problems: [{ path: 'spec.applications[0].chart' }],
    });
  });

  it('refuses an invalid schema of a built-in chart, and warns about one of another chart', async () => {
    const schema = { $ref: 'https://attacker.example.com/schema.json' };
    expect(await resolve(chartOf({ schema }))).toMatchObject({ reason: 'InvalidChart' });
    expect(await resolve(chartOf({ name: 'foreign', schema }))).toMatchObject({
      warnings: [expect.stringMatching(/^Invalid schema of chart "foreign" 1.0.0: /)],
    });
  });

  it('rethrows a defect of a source', async () => {
    const defect = new TypeError('defect');
    const source = { resolveChart: () => Promise.reject(defect) };
    await expect(resolveCharts([releaseWith()], { platform: platformWith(), source })).rejects.toBe(defect);
  });
});
