import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Values } from '../../shared/helm/chart.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';

const { folder, production } = ourCharts().find(({ name }) => name === 'rabbitmq')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };
type Environment = keyof typeof layers;

/** Returns the spec of the cluster of a release with the defaults of an environment and the values of a request. */
function specOf(values: Values, environment: Environment = 'development'): Values {
  return specOfKind('RabbitmqCluster', { values, environment });
}

/** Returns the spec of the monitor of a release. */
function monitorOf(values: Values): Values {
  return specOfKind('ServiceMonitor', { values, environment: 'development' });
}

function specOfKind(
  kind: string,
  { values, environment }: { readonly values: Values; readonly environment: Environment },
): Values {
  const question = { chart: { dir: folder }, layers: [layers[environment], stringify(values)] };
  const objects = renderObjects({ ...question, release: 'queue', namespace: 'dev' });
  return objects.find((object) => object['kind'] === kind)!['spec'] as Values;
}

describe.each(Object.keys(layers) as Environment[])('the chart rabbitmq in %s', (environment) => {
  it('ends the wait of a drained node after an hour, not after a week', () => {
    expect(specOf({}, environment)).toMatchObject({ terminationGracePeriodSeconds: 3600 });
    const values = { rabbitmq: { terminationGracePeriodSeconds: 120 } };
    expect(specOf(values, environment)).toMatchObject({ terminationGracePeriodSeconds: 120 });
  });

  it('enables the feature flags of each version, without which the next series does not start', () => {
    expect(specOf({}, environment)).toMatchObject({ autoEnableAllFeatureFlags: true });
  });

  it('requests the memory of the limit, which its high watermark counts', () => {
    const { requests, limits } = specOf({}, environment)['resources'] as Record<string, Values>;
    expect(requests?.['memory']).toBe(limits?.['memory']);
  });
});

describe('the chart rabbitmq', () => {
  const configOf = (values: Values): unknown => (specOf(values)['rabbitmq'] as Values)?.['additionalConfig'];

  it('serves TLS with the Secret of the values, and scrapes the metrics over it', () => {
    const values = { monitoring: { enabled: true }, rabbitmq: { tls: { secretName: 'queue-tls' } } };
    expect(specOf({})).not.toHaveProperty('tls');
    expect(specOf(values)).toMatchObject({ tls: { secretName: 'queue-tls' } });
    expect(monitorOf({ monitoring: { enabled: true } })).toMatchObject({
      endpoints: [{ port: 'prometheus' }],
    });
    expect(monitorOf(values)['endpoints']).toEqual([
      {
        port: 'prometheus-tls',
        scheme: 'https',
        tlsConfig: { serverName: 'queue.dev.svc', ca: { secret: { name: 'queue-tls', key: 'ca.crt' } } },
      },
    ]);
  });

  it('makes queues quorum queues from three nodes on, unless the values say otherwise', () => {
    expect(configOf({ replicas: 3 })).toBe('default_queue_type = quorum\n');
    expect(specOf({ replicas: 1 })).not.toHaveProperty('rabbitmq');
    const config = { default_queue_type: 'classic' };
    expect(configOf({ replicas: 3, rabbitmq: { config } })).toBe('default_queue_type = classic\n');
  });
});
