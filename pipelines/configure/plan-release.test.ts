import { describe, expect, it } from 'vitest';
import { RequestError } from '../../shared/errors.ts';
import type { Chart, Values } from '../../shared/helm/chart.ts';
import type { Release } from '../../shared/release/release.ts';
import { compileValuesSchema } from '../../shared/schema/values-schema.ts';
import { assigned, platformWith, releaseWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { planRelease } from './plan-release.ts';
import { type ResolvedChart, resolveCharts } from './resolve-charts.ts';

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  properties: {
    replicas: { type: 'integer' },
    image: { type: 'object', additionalProperties: false, properties: { tag: { type: 'string' } } },
    hostNetwork: { type: 'boolean', 'x-audience': 'platform' },
    podLabels: { type: 'object' },
  },
};
const chart: Chart = {
  name: 'microservice',
  version: '1.0.0',
  digest: 'sha256:0',
  values: { replicas: 1, image: { tag: 'a' }, hostNetwork: false },
  productionValues: { replicas: 3 },
  schema,
};
const resolved: ResolvedChart = { chart, validate: compileValuesSchema(schema), warnings: [] };
const plan = (release: Partial<Release>, of: Partial<ResolvedChart> = {}) =>
  planRelease(releaseWith(release), { ...resolved, ...of });

describe('planRelease()', () => {
  it('merges production, platform, fields and free values over the chart, in this order', () => {
    const layers = {
      platformValues: { replicas: 4 },
      fields: () => assigned({ replicas: 5 }),
    };
    expect(plan({}).merged['replicas']).toBe(1);
    expect(plan({ production: true }).merged['replicas']).toBe(3);
    expect(plan({ production: true, platformValues: layers.platformValues }).merged['replicas']).toBe(4);
    expect(plan(layers).merged['replicas']).toBe(5);
    expect(plan({ ...layers, fields: () => [], freeValues: { replicas: 6 } }).merged['replicas']).toBe(6);
  });

  it('refuses a field that sets a reserved value of a third-party chart, at the field', () => {
    const foreign = { ...chart, name: 'foreign' };
    const fields = () => [{ field: 'host', path: 'hostNetwork', value: true, implied: false }];
    expect(refusalOf(() => plan({ fields }, { chart: foreign }))).toEqual({
      reason: 'InvalidValues',
      problems: [
        {
          path: 'spec.applications[0].host',
          message: expect.stringContaining('Only the platform team can set this'),
        },
      ],
    });
    expect(plan({ fields }).merged['hostNetwork']).toBe(true);
  });

  it('refuses a dangerous value of a third-party chart by name, and accepts it from the platform', () => {
    const open = { chart: { ...chart, name: 'foreign', schema: undefined }, validate: () => [] };
    const freeValues = { replicas: 2, rbac: { create: true }, securityContext: { runAsUser: 0 } };
    expect(refusalOf(() => plan({ freeValues }, open))).toEqual({
      reason: 'InvalidValues',
      problems: ['rbac', 'securityContext.runAsUser'].map((path) => ({
        path: `spec.applications[0].values.${path}`,
        message: 'Only the platform team can set this (BootstrapClaim spec.values.foreign)',
      })),
    });
    expect(plan({ platformValues: freeValues }, open).merged).toMatchObject(freeValues);
  });

  it('reports a value that is both marked and dangerous once', () => {
    const foreign = { ...chart, name: 'foreign' };
    const refusal = refusalOf(() => plan({ freeValues: { hostNetwork: true } }, { chart: foreign }));
    expect(pathsOf(refusal)).toEqual(['spec.applications[0].values.hostNetwork']);
  });

  it('refuses fields that have no effect on the chart', () => {
    const unsupportedFields = ({ replicas }: Values) => [{ path: 'image', message: `Not of ${replicas}` }];
    const fields = () => assigned({ image: 5 });
    expect(refusalOf(() => plan({ unsupportedFields, fields }))).toEqual({
      reason: 'InvalidValues',
      problems: [{ path: 'spec.applications[0].image', message: 'Not of 1' }],
    });
  });

  it('refuses an annotation that is not allowed, in fields and free values', () => {
    const podLabels = { annotations: { 'x.example.com/y': 'z' } };
    const step = (allowed: readonly string[]) => () =>
      planRelease(releaseWith({ freeValues: { podLabels } }), resolved, { allowedAnnotations: allowed });
    expect(pathsOf(refusalOf(step([])))).toEqual([
      'spec.applications[0].values.podLabels.annotations["x.example.com/y"]',
    ]);
    expect(step(['x.example.com/*'])).not.toThrow();
    const fields = () => assigned({ podLabels });
    expect(pathsOf(refusalOf(() => plan({ fields })))).toEqual([
      'spec.applications[0].podLabels.annotations["x.example.com/y"]',
    ]);
  });

  it('refuses an image that is not allowed, in fields and free values', () => {
    const rules = { imageRegistries: ['registry.example.com/*'] };
    const values = { podLabels: { image: 'evil.example.com/web' } };
    const step = (overrides: Partial<Release>) => () => planRelease(releaseWith(overrides), resolved, rules);
    expect(pathsOf(refusalOf(step({ freeValues: values })))).toEqual([
      'spec.applications[0].values.podLabels.image',
    ]);
    expect(pathsOf(refusalOf(step({ fields: () => assigned(values) })))).toEqual([
      'spec.applications[0].podLabels.image',
    ]);
    expect(step({ freeValues: { podLabels: { image: 'registry.example.com/web' } } })).not.toThrow();
  });

  it('refuses a type of Service that neither the tenant nor the platform allows', () => {
    const freeValues = { service: { type: 'NodePort' } };
    const foreign = { ...resolved, chart: { ...chart, name: 'foreign' }, validate: () => [] };
    const step = (tenant?: string, serviceTypes?: ['NodePort']) => () =>
      planRelease(releaseWith({ freeValues, tenant }), foreign, {
        serviceTypes,
        tenants: [
          { name: 'web', requestNamespaces: ['web'] },
          { name: 'edge', requestNamespaces: ['edge'], serviceTypes: ['NodePort'] },
        ],
      });
    expect(pathsOf(refusalOf(step('web')))).toEqual(['spec.applications[0].values.service.type']);
    expect(step('edge')).not.toThrow();
    expect(pathsOf(refusalOf(step()))).toEqual(['spec.applications[0].values.service.type']);
    expect(step(undefined, ['NodePort'])).not.toThrow();
    expect(step('web', ['NodePort'])).not.toThrow();
  });

  it('checks the image that the chart would use with the values of the platform', () => {
    const rules = { imageRegistries: ['registry.example.com/*'] };
    const foreign = { chart: { ...chart, name: 'foreign', values: { image: { registry: 'ghcr.io' } } } };
    const values = { image: { repository: 'acme/web' } };
    const step = (registry?: string) => () =>
      planRelease(
        releaseWith({
          freeValues: values,
          ...(registry === undefined ? {} : { platformValues: { image: { registry } } }),
        }),
        { ...resolved, ...foreign, validate: () => [] },
        rules,
      );
    expect(refusalOf(step()).problems).toEqual([
      {
        path: 'spec.applications[0].values.image',
        message: 'Image repository "ghcr.io/acme/web" is not allowed; allowed: registry.example.com/*',
      },
    ]);
    expect(step('registry.example.com')).not.toThrow();
  });

  it('passes the values of the layers below to the fields', () => {
    const { merged } = plan({
      production: true,
      fields: ({ replicas }) => assigned({ image: { tag: `of-${String(replicas)}` } }),
    });
    expect(merged['image']).toEqual({ tag: 'of-3' });
  });

  it('keeps a null of the request, which removes a default', () => {
    const { merged, facts } = plan({
      freeValues: { replicas: null },
      facts: (effective) => ({ storage: String(effective['replicas']) }),
    });
    expect(merged['replicas']).toBeNull();
    expect(facts.storage).toBe('undefined');
  });

  it('omits implied values for which the chart has no key', () => {
    const fields = () => assigned({ podLabels: { a: 'b' } }).map((one) => ({ ...one, implied: true }));
    expect(plan({ fields }).merged).not.toHaveProperty('podLabels');
    const knowing = { chart: { ...chart, values: { ...chart.values, podLabels: {} } } };
    expect(plan({ fields }, knowing).merged['podLabels']).toEqual({ a: 'b' });
  });

  it('reports problems of schema, audience and engine at once, each at its source', () => {
    const refusal = refusalOf(() =>
      plan({
        fields: () => assigned({ replicas: 'many' }),
        freeValues: { image: { tag: 5 }, hostNetwork: true },
        check: () => [{ path: '', message: 'Does not fit together' }],
      }),
    );
    expect(refusal.reason).toBe('InvalidValues');
    expect(pathsOf(refusal).toSorted()).toEqual([
      'spec.applications[0]',
      'spec.applications[0].replicas',
      'spec.applications[0].values.hostNetwork',
      'spec.applications[0].values.image.tag',
    ]);
  });

  it('reports a problem at the field that sets the value', () => {
    const fields = () => assigned({ replicas: 'many' }).map((one) => ({ ...one, field: 'number' }));
    const refusal = refusalOf(() => plan({ fields }));
    expect(refusal.problems).toEqual([
      {
        path: 'spec.applications[0].number',
        message: 'Expected an integer, found the string "many"; write a whole number such as 1',
      },
    ]);
  });

  it('reports the platform as the cause only if its values are invalid on their own', () => {
    const platformValues = { replicas: 'many' };
    expect(refusalOf(() => plan({ platformValues })).problems).toEqual([
      {
        path: 'spec.applications[0]',
        message:
          'Invalid value "replicas": Expected an integer, found the string "many"; write a whole number such as 1; BootstrapClaim spec.values.microservice sets it, ask the platform team',
      },
    ]);
    const check: Release['check'] = ({ replicas, image }) =>
      JSON.stringify(image) === '{"tag":"b"}' ? [{ path: 'replicas', message: `Not ${replicas} of b` }] : [];
    const release = {
      platformValues: { replicas: 2 },
      fields: () => assigned({ replicas: undefined as never, image: { tag: 'b' } }),
      check,
    };
    expect(refusalOf(() => plan(release)).problems).toEqual([
      { path: 'spec.applications[0].replicas', message: 'Not 2 of b' },
    ]);
  });

  it('reports an invalid entry of a list in free values', () => {
    const check = () => [{ path: 'ports[1].name', message: 'Duplicate name' }];
    const freeValues = { image: { tag: 'b' }, podLabels: {}, ports: [1] };
    const open = { ...resolved, validate: () => [] };
    expect(pathsOf(refusalOf(() => plan({ check, freeValues }, open)))).toEqual([
      'spec.applications[0].values.ports[1].name',
    ]);
  });

  it('refuses a free value that a field sets too, naming both', () => {
    const open = { validate: () => [] };
    const release = {
      fields: () => assigned({ env: [{ name: 'A' }] }),
      freeValues: { env: [{ name: 'B' }] },
    };
    expect(refusalOf(() => plan(release, open))).toMatchObject({
      reason: 'InvalidValues',
      problems: [
        {
          path: 'spec.applications[0].values.env',
          message: 'Conflicts with the field env, which sets the same value; remove one of them',
        },
      ],
    });
    expect(plan({ ...release, fields: () => [] }, open).merged['env']).toEqual([{ name: 'B' }]);
  });

  it('accepts reserved values in the layer of the platform', () => {
    expect(plan({ platformValues: { hostNetwork: true } }).merged['hostNetwork']).toBe(true);
  });

  it('prefixes each warning with the name of its release', () => {
    const { warnings } = plan(
      { warnings: ['Mind this'], freeValues: { image: { tag: 'b' } } },
      { warnings: ['No schema'] },
    );
    expect(warnings).toEqual(['web: No schema', 'web: Mind this']);
  });

  it('throws the refusal of its chart', () => {
    const refused = new RequestError('ChartNotFound', [
      { path: 'spec.applications[0].chart', message: 'Not there' },
    ]);
    expect(() => planRelease(releaseWith(), refused)).toThrow(refused);
  });

  describe('of a chart with subcharts', () => {
    const integer = { type: 'object', required: ['port'], properties: { port: { type: 'integer' } } };
    const cache = {
      entry: 'cache',
      name: 'cache',
      version: '1.0.0',
      values: { port: 6379 },
      schema: integer,
    };
    const parent: Chart = {
      name: 'foreign',
      version: '1.0.0',
      digest: 'sha256:0',
      values: { cache: { size: null } },
      schema: { required: ['cache'], properties: { cache: integer } },
      dependencies: [
        { name: 'cache', version: '*', alias: '', condition: 'cache.on', tags: [], importValues: [] },
      ],
      subcharts: [cache],
    };
    const refusedBy = async (freeValues: Values, changes: Partial<Chart> = {}) => {
      const source = { resolveChart: async () => ({ ...parent, ...changes }) };
      const platform = platformWith();
      const allowed = [{ name: 'foreign', kinds: [] }];
      const [found] = await resolveCharts([releaseWith({ chart: { name: 'foreign' } })], {
        platform: { ...platform, chartsRepository: { ...platform.chartsRepository, allowed } },
        source,
      });
      try {
        planRelease(releaseWith({ freeValues, chart: { name: 'foreign' } }), found!);
        return [];
      } catch (error) {
        if (error instanceof RequestError) return error.problems;
        throw error;
      }
    };
    const path = 'spec.applications[0].values.cache';

    it('accepts values that fit every schema, and shows the defaults of a subchart to its parent', async () => {
      expect(await refusedBy({ cache: { port: 1 } })).toEqual([]);
      expect(await refusedBy({})).toEqual([]);
    });

    it('refuses a value by the schema of the subchart, with its path from the root', async () => {
      expect(await refusedBy({ cache: { port: 'http' } }, { schema: undefined })).toEqual([
        {
          path: `${path}.port`,
          message: 'Expected an integer, found the string "http"; write a whole number such as 1',
        },
      ]);
    });

    it('ignores the schema of a disabled subchart', async () => {
      expect(await refusedBy({ cache: { port: 'http', on: false } }, { schema: undefined })).toEqual([]);
    });

    it.each([5, 'x', [[]], true])('refuses %j for the key of a subchart', async (value) => {
      expect(await refusedBy({ cache: value as Values[string] }, { schema: undefined })).toEqual([
        { path, message: expect.stringContaining('"cache" is the key of a subchart') },
      ]);
    });

    it('refuses a subchart whose schema is invalid', async () => {
      const subcharts = [{ ...cache, schema: { type: 'nonsense' } }];
      expect(await refusedBy({ cache: { port: 1 } }, { schema: undefined, subcharts })).toEqual([
        { path, message: expect.stringMatching(/^Subchart "cache": /) },
      ]);
    });
  });
});
