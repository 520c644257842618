import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Values } from '../shared/helm/chart.ts';
import { typeNames } from '../shared/service/find-service.ts';
import { bootstrapWith, configured, requestOf } from '../test/support/configured.ts';
import { refusalOfAsync } from '../test/support/refusal.ts';
import { chartKinds } from './chart-kinds.ts';
import { services } from './services.ts';

const json = fc.anything({
  values: [fc.constant(null), fc.string(), fc.integer(), fc.boolean()],
  maxDepth: 3,
});
/** Object that `Number()` and `String()` cannot convert. */
const inconvertible = { toString: null, valueOf: null };
const common = ['persistence', 'resources', 'credentials', 'mode', 'replicas', 'version', 'podLabels'];
const own = ['config', 'topics', 'parameters', 'pooler', 'username', 'database'];

describe.each(services)('service $type', ({ type, check, connection }) => {
  it('checks values of any type, which the schema of its chart then reports', () => {
    const values = fc.oneof(
      fc.tuple(fc.constantFrom(...common), json).map(([key, value]) => ({ [key]: value })),
      fc.tuple(fc.constantFrom(...own), json).map(([key, value]) => ({ [type]: { [key]: value } })),
      json.map((value) => ({ [type]: value })),
    );
    fc.assert(
      fc.property(values, (merged) => {
        for (const { path } of check?.(merged as Values, 'name') ?? []) expect(path).not.toBe('');
        expect(connection('name', merged as Values).port).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('converts no object of a request to text', () => {
    const config = { 'min.insync.replicas': inconvertible };
    const block = { config, parameters: config, topics: [{ replicas: 1, config }] };
    for (const key of common) check?.({ [key]: inconvertible, [type]: block }, 'name');
  });
});

describe('services', () => {
  it('have backups, or a reason why not', () => {
    for (const { type, backup, noBackupReason } of services)
      expect(noBackupReason === undefined, type).toBe(backup !== false);
  });

  it('have types and other names that are unique', () => {
    const names = services.flatMap(typeNames);
    expect(names).toEqual([...new Set(names)]);
  });

  const unmonitored = services.filter(
    ({ type }) => !chartKinds[type]!.some((kind) => kind.endsWith('Monitor')),
  );

  it.each(unmonitored)(
    'without metrics for Prometheus refuse monitoring with the reason: $type',
    async ({ type, engine }) => {
      const platform = bootstrapWith({ monitoring: true });
      const item = { name: 'db', type, monitoring: true };
      const request = requestOf('PlatformApplicationClaim', { environment: 'dev', services: [item] });
      const { problems } = await refusalOfAsync(() => configured(request, { platform }));
      expect(problems).toMatchObject([
        {
          path: 'spec.services[0].monitoring',
          message: expect.stringMatching(new RegExp(`Unsupported for ${engine}: .*; remove it$`)),
        },
      ]);
    },
  );
});
