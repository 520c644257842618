import { afterEach, describe, expect, it } from 'vitest';
import {
  chartFiles,
  publish,
  startTestRegistry,
  type TestRegistry,
  testCA,
} from '../../test/support/test-registry.ts';
import { registryCharts } from './chart-source.ts';

let server: TestRegistry;
afterEach(() => server.close());

const web = () => ({ repository: server.repository, name: 'web', version: '1.0.0' });

describe('registryCharts()', () => {
  it('returns a chart with the digest of its manifest', async () => {
    server = await startTestRegistry();
    const files = chartFiles({
      'values-production.yaml': 'replicas: 3\n',
      'values.schema.json': '{"type":"object"}',
    });
    const { digest } = await publish(server.registry, files);
    expect(await registryCharts().resolveChart(web())).toEqual({
      name: 'web',
      version: '1.0.0',
      digest,
      values: { replicas: 1 },
      productionValues: { replicas: 3 },
      schema: { type: 'object' },
    });
  });

  it('reads a chart once for repeated and concurrent calls', async () => {
    server = await startTestRegistry();
    await publish(server.registry);
    const charts = registryCharts();
    await Promise.all([charts.resolveChart(web()), charts.resolveChart(web())]);
    await charts.resolveChart(web());
    expect(server.requests).toHaveLength(2);
  });

  it('supports TLS with a private certificate authority', async () => {
    server = await startTestRegistry({ secure: true });
    const { digest } = await publish(server.registry);
    const chart = await registryCharts({ ca: testCA }).resolveChart({ ...web(), plainHTTP: false });
    expect(chart.digest).toBe(digest);
  });

  it('reports a certificate of an unknown authority', async () => {
    server = await startTestRegistry({ secure: true });
    const resolved = registryCharts().resolveChart({ ...web(), plainHTTP: false });
    await expect(resolved).rejects.toMatchObject({
      reason: 'RegistryUnavailable',
      message: expect.stringContaining('its certificate is not trusted'),
    });
  });

  it('replaces the plus sign of build metadata with an underscore in the tag', async () => {
    server = await startTestRegistry();
    await publish(
      server.registry,
      chartFiles({ 'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0+a.1\n' }),
    );
    expect(server.registry.repository('charts/web').tags.has('1.0.0_a.1')).toBe(true);
    const chart = await registryCharts().resolveChart({ ...web(), version: '1.0.0+a.1' });
    expect(chart.version).toBe('1.0.0+a.1');
  });

  it('reports a missing chart with the error code of the registry', async () => {
    server = await startTestRegistry();
    await expect(registryCharts().resolveChart(web())).rejects.toMatchObject({
      reason: 'ChartNotFound',
      message: expect.stringMatching(
        /charts\/web" at "1\.0\.0" failed: the registry answered 404 MANIFEST_UNKNOWN/,
      ),
    });
  });

  it('refuses an invalid repository without quoting it', async () => {
    server = await startTestRegistry();
    const resolved = registryCharts().resolveChart({ ...web(), repository: 'oci://me:canary@host/charts' });
    await expect(resolved).rejects.toMatchObject({
      reason: 'InvalidChart',
      message: expect.not.stringContaining('canary'),
    });
  });
});
