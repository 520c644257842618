import { describe, expect, it } from 'vitest';
import { declaredPlatform, deliveredRequest } from '../../../test/support/looked-at.ts';
import { chartRegistries, chartsRow, inClusterService } from './chart-registries.ts';

describe('chartRegistries()', () => {
  it('takes each registry of a delivered BootstrapClaim once', () => {
    const requests = [
      declaredPlatform(),
      declaredPlatform('oci://registry.example.com/charts/'),
      deliveredRequest(),
    ];
    expect(chartRegistries(requests)).toEqual([
      { url: 'oci://registry.example.com/charts', plainHTTP: false },
    ]);
  });
});

describe('inClusterService()', () => {
  it.each([
    ['oci://registry.infraforge-registry.svc.cluster.local:5000/charts', 5000],
    ['oci://registry.infraforge-registry.svc:5000/charts', 5000],
    ['oci://registry.infraforge-registry.svc/charts', 80],
  ])('finds the Service behind %s', (url, port) => {
    expect(inClusterService({ url, plainHTTP: true })).toEqual({
      service: 'registry',
      namespace: 'infraforge-registry',
      port,
    });
  });

  it.each(['oci://ghcr.io/nimbusprotch', 'oci://10.0.0.1:5000/charts', 'oci://x.svc.example.com/charts'])(
    'finds none behind %s',
    (url) => expect(inClusterService({ url, plainHTTP: true })).toBeUndefined(),
  );
});

it('chartsRow() says what to do about a chart that is not there, and guesses nothing', () => {
  const registry = { url: 'oci://registry.example.com/charts', plainHTTP: false };
  const { charts } = chartsRow(registry, [
    { name: 'kafka', version: '1.0.0', state: 'same' },
    { name: 'redis', version: '1.0.0', state: 'missing' },
    { name: 'mongodb', version: '1.0.0', state: 'different', detail: 'sha256:ff' },
    { name: 'rabbitmq', version: '1.0.0', state: 'unknown', detail: 'it did not answer' },
  ]);
  expect(charts.map(({ state }) => state.verdict)).toEqual(['done', 'refused', 'refused', 'waiting']);
  expect(charts[1]?.state.details).toEqual([
    'Publish it: make charts-push REGISTRY=oci://registry.example.com/charts',
  ]);
});
