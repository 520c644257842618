import { describe, expect, it } from 'vitest';
import { chartKinds } from '../../promises/chart-kinds.ts';
import { services } from '../../promises/services.ts';
import type { Chart, ChartReference } from '../../shared/helm/chart.ts';
import { registryCharts } from '../../shared/oci/chart-source.ts';
import { namespaceChart } from '../../shared/release/namespace-defaults.ts';
import type { AllowedChart, Platform } from '../../shared/release/platform.ts';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import { resolveCharts } from './resolve-charts.ts';

/** Charts of this project that no service and no namespace uses: `microservice`, and those of further Promises. */
const workloadCharts = Object.keys(chartKinds).filter(
  (name) => name !== namespaceChart && !services.some(({ type }) => type === name),
);

const chartOf = (overrides: Partial<Chart> = {}): Chart => ({
  name: 'microservice',
  version: '1.0.0',
  digest: 'sha256:0',
  values: {},
  ...overrides,
});

async function resolve(chart: Chart, wanted: { name: string; version?: string } = { name: chart.name }) {
  const asked: ChartReference[] = [];
  const [resolved] = await resolveCharts([releaseWith({ chart: wanted })], {
    platform: allowing([
      { name: 'foreign', kinds: [] },
      { name: 'layered', kinds: [], productionValues: true },
      { name: 'pinned', versions: ['1.0.0', '1.1', '^2.1'], kinds: [] },
    ]),
    source: {
      async resolveChart(reference) {
        asked.push(reference);
        return chart;
      },
    },
  });
  return { resolved, asked };
}

function allowing(allowed: readonly AllowedChart[]): Platform {
  const platform = platformWith();
  return { ...platform, chartsRepository: { ...platform.chartsRepository, allowed } };
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
    expect((await resolve(chartOf({ validate, schema: { type: 'nonsense' } }))).resolved).toMatchObject({
      validate,
      warnings: [],
    });
  });

  it('warns about a chart without a schema', async () => {
    expect((await resolve(chartOf())).resolved).toMatchObject({
      warnings: ['Chart "microservice" 1.0.0 has no schema; its values are not checked'],
    });
  });

  it('keeps the schemas of subcharts beside the warnings of a chart', async () => {
    const cache = {
      entry: 'cache',
      name: 'cache',
      version: '1.0.0',
      values: {},
      schema: { required: ['a'] },
    };
    const chart = chartOf({ name: 'foreign', subcharts: [cache], warnings: ['Duplicate keys'] });
    const { resolved } = await resolve(chart);
    expect(resolved).toMatchObject({
      warnings: expect.arrayContaining(['Chart "foreign" 1.0.0: Duplicate keys']),
      subchartValidator: expect.any(Function),
    });
  });

  it('applies production values of a third-party chart only if the platform says so', async () => {
    const chart = chartOf({ name: 'foreign', productionValues: { a: 1 } });
    expect((await resolve(chart)).resolved).toMatchObject({ chart: { name: 'foreign', values: {} } });
    expect((await resolve(chart)).resolved).not.toHaveProperty('chart.productionValues');
    const applied = chartOf({ name: 'layered', productionValues: { a: 1 } });
    expect((await resolve(applied)).resolved).toHaveProperty('chart.productionValues', { a: 1 });
    const own = chartOf({ productionValues: { a: 1 } });
    expect((await resolve(own)).resolved).toHaveProperty('chart.productionValues', { a: 1 });
  });

  it('refuses a schema that Helm cannot compile, and names the keywords of a third-party one that are not checked', async () => {
    const schema = { $ref: 'https://attacker.example.com/schema.json' };
    expect((await resolve(chartOf({ schema }))).resolved).toMatchObject({ reason: 'InvalidChart' });
    expect((await resolve(chartOf({ name: 'foreign', schema }))).resolved).toMatchObject({
      warnings: [
        'Chart "foreign" 1.0.0: values.schema.json: "$ref" at # is not checked: "https://attacker.example.com/schema.json" is never fetched',
      ],
    });
    const broken = chartOf({ name: 'foreign', schema: { type: 'int' } });
    expect((await resolve(broken)).resolved).toMatchObject({
      reason: 'InvalidChart',
      problems: [
        {
          path: 'spec.applications[0].chart',
          message: expect.stringMatching(
            /^Helm cannot compile values.schema.json: "type" at #: Unsupported value "int"/,
          ),
        },
      ],
    });
  });

  it('limits the schemas of all charts of a request, and counts each chart once', async () => {
    const schemaOf = (size: number) => ({
      properties: Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, {}])),
    });
    const large = chartOf({ name: 'foreign', schema: schemaOf(8_000) });
    const other = chartOf({
      name: 'pinned',
      subcharts: [{ ...chartOf({ schema: schemaOf(8_000) }), entry: 'x' }],
    });
    const releases = [large, large, other].map(({ name }, index) =>
      releaseWith({ path: `spec.applications[${index}]`, chart: { name } }),
    );
    const answers = await resolveCharts(releases, {
      platform: allowing([
        { name: 'foreign', kinds: [] },
        { name: 'pinned', kinds: [] },
      ]),
      source: { resolveChart: async ({ name }) => (name === 'foreign' ? large : other) },
    });
    expect(answers.slice(0, 2)).toEqual([expect.objectContaining({ warnings: [] }), expect.anything()]);
    expect(answers[2]).toMatchObject({
      reason: 'InvalidChart',
      problems: [
        { path: 'spec.applications[2].chart', message: expect.stringContaining('15000 keywords in all') },
      ],
    });
  });

  it('reads a third-party chart that the platform lists, in any version or in one of those listed', async () => {
    expect((await resolve(chartOf({ name: 'foreign', version: '7.0.0' }))).resolved).toHaveProperty('chart');
    const refused = ['1.1.0', '2.0.9', '2.2.0-rc.1', '3.0.0'];
    for (const version of ['1.0.0', '1.1', '2.1.0', '2.9.1', ...refused]) {
      const pinned = { name: 'pinned', version };
      const { resolved } = await resolve(chartOf(pinned), pinned);
      const isRefused = refused.includes(version);
      expect(resolved, version).toHaveProperty(isRefused ? 'reason' : 'chart');
    }
  });

  it('refuses a third-party chart that the platform does not list, and never reads it', async () => {
    const { resolved, asked } = await resolve(chartOf({ name: 'evil' }), { name: 'evil', version: '1.0.0' });
    expect(asked).toEqual([]);
    expect(resolved).toMatchObject({
      reason: 'NotAllowed',
      problems: [
        {
          path: 'spec.applications[0].chart.name',
          message: `Chart "evil" is not allowed; allowed: ${[...workloadCharts, 'foreign', 'layered', 'pinned'].join(', ')}; ask the platform team to list the chart in BootstrapClaim spec.chartsRepository.allowed`,
        },
      ],
    });
  });

  it('refuses a version that the platform does not list, also of a chart without a given version', async () => {
    const older = { name: 'pinned', version: '0.9.0' };
    const refusal = {
      reason: 'NotAllowed',
      problems: [
        {
          path: 'spec.applications[0].chart.version',
          message: expect.stringContaining(
            '"0.9.0" of chart "pinned" is not allowed; allowed: 1.0.0, 1.1, ^2.1;',
          ),
        },
      ],
    };
    const { resolved, asked } = await resolve(chartOf(older), older);
    expect([resolved, asked]).toEqual([expect.objectContaining(refusal), []]);
    expect((await resolve(chartOf(older), { name: 'pinned' })).resolved).toMatchObject(refusal);
  });

  it('reports a version that a source requires at the field of the version', async () => {
    const [resolved] = await resolveCharts([releaseWith({ chart: { name: 'foreign' } })], {
      platform: allowing([{ name: 'foreign', kinds: [] }]),
      source: registryCharts(),
    });
    expect(resolved).toMatchObject({
      problems: [
        {
          path: 'spec.applications[0].chart.version',
          message: expect.stringContaining('Chart "foreign" needs a version'),
        },
      ],
    });
  });

  it('suggests the chart that a misspelled name means', async () => {
    const { resolved } = await resolve(chartOf(), { name: 'microservices' });
    expect(resolved).toMatchObject({
      problems: [{ message: expect.stringContaining('is not allowed; did you mean "microservice"?') }],
    });
  });

  it('rethrows a defect of a source', async () => {
    const defect = new TypeError('defect');
    const source = { resolveChart: () => Promise.reject(defect) };
    await expect(resolveCharts([releaseWith()], { platform: platformWith(), source })).rejects.toBe(defect);
  });
});
