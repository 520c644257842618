import { describe, expect, it } from 'vitest';
import { declaredPlatform, deliveredRequest } from '../../../test/support/argocd-applications.ts';
import { chartRegistries, chartsRow, inClusterService } from './chart-registries.ts';

describe('chartRegistries()', () => {
  it('returns each registry of a delivered BootstrapClaim once', () => {
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

  it.each(['oci://ghcr.io/acme', 'oci://10.0.0.1:5000/charts', 'oci://x.svc.example.com/charts'])(
    'finds none behind %s',
    (url) => expect(inClusterService({ url, plainHTTP: true })).toBeUndefined(),
  );
});

describe('chartsRow()', () => {
  const missing = { name: 'redis', version: '1.0.0', state: 'missing' } as const;

  it('reports unknown states, and never suggests to push a version with other content', () => {
    const registry = { url: 'oci://registry.example.com/charts', plainHTTP: false };
    const { charts } = chartsRow(registry, [
      { name: 'kafka', version: '1.0.0', state: 'same' },
      missing,
      { name: 'mongodb', version: '1.0.0', state: 'different', detail: 'sha256:ff' },
      { name: 'rabbitmq', version: '1.0.0', state: 'unknown', detail: 'it did not answer' },
    ]);
    expect(charts.map(({ state }) => state.verdict)).toEqual(['done', 'refused', 'refused', 'waiting']);
    expect(charts[2]?.state.details).toEqual([
      'Its digest is sha256:ff, not the digest in charts.lock',
      'Give the chart a new version, or check out the published one',
    ]);
  });

  it.each([
    [
      'oci://registry.example.com/charts',
      false,
      /make charts-push REGISTRY=oci:\/\/registry\.example\.com\/charts$/,
    ],
    [
      'oci://10.0.0.1:5000/charts',
      true,
      /make charts-push REGISTRY=oci:\/\/10\.0\.0\.1:5000\/charts PLAIN_HTTP=1$/,
    ],
    ['oci://registry.infraforge-registry.svc.cluster.local:5000/charts', true, /repeat make deploy-platform/],
  ])('explains how to publish a chart to %s', (url, plainHTTP, hint) => {
    expect(chartsRow({ url, plainHTTP }, [missing]).charts[0]?.state.details).toEqual([
      expect.stringMatching(hint),
    ]);
  });
});
