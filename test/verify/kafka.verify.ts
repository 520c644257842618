import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kafka } from '../../promises/kafka/service.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';

const { folder, production } = ourCharts().find(({ name }) => name === 'kafka')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };
type Environment = keyof typeof layers;

interface KafkaObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Values; readonly annotations?: Values };
  readonly spec: Values;
}

/** Renders the objects of a release with the defaults of an environment and the values of a request. */
function render(
  values: Values,
  { environment = 'development', chart = folder }: { environment?: Environment; chart?: string } = {},
): KafkaObject[] {
  const question = { chart: { dir: chart }, layers: [layers[environment], stringify(values)] };
  return renderObjects<KafkaObject>({ ...question, release: 'events', namespace: 'dev' });
}

const ofKind = (kind: string, objects: readonly KafkaObject[]): KafkaObject[] =>
  objects.filter((object) => object.kind === kind);
/** Returns the brokers' part of the object Kafka. */
const brokersOf = (values: Values, environment?: Environment): Values =>
  ofKind('Kafka', render(values, { ...(environment && { environment }) }))[0]!.spec['kafka'] as Values;
const poolsOf = (values: Values): (readonly [string, unknown, unknown])[] =>
  ofKind('KafkaNodePool', render(values)).map(({ metadata, spec }) => [
    metadata.name,
    spec['roles'],
    spec['replicas'],
  ]);

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

/** Copies the chart under another version. */
function chartOfVersion(version: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'kafka-'));
  copies.push(copy);
  cpSync(folder, copy, { recursive: true });
  const file = join(copy, 'Chart.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^version: .*$/m, `version: ${version}`));
  return copy;
}

describe('the metadata version of the chart kafka', () => {
  const { series } = kafka.versions;
  const seriesOf = (metadataVersion: string): string => /^[0-9]+[.][0-9]+/.exec(metadataVersion)![0];

  it.each(series.map(({ name, versions }, index) => [name, versions, index] as const))(
    'of %s is that of the series before, so that an upgrade can be undone',
    (name, versions, index) => {
      for (const version of versions) {
        const metadataVersion = seriesOf(String(brokersOf({ version })['metadataVersion']));
        expect(metadataVersion).toBe(series[index - 1]?.name ?? name);
      }
    },
  );
});

describe.each(Object.keys(layers) as Environment[])('the chart kafka in %s', (environment) => {
  it('has one listener, with TLS and a password, for its own namespace only', () => {
    const peers = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } }];
    const brokers = brokersOf({}, environment);
    expect(brokers['listeners']).toMatchObject([
      { port: 9093, tls: true, authentication: { type: 'scram-sha-512' }, networkPolicyPeers: peers },
    ]);
    expect(brokers['authorization']).toEqual({ type: 'simple' });
  });

  it('has a user for the applications, and operators that create it and the topics', () => {
    const objects = render({}, { environment });
    expect(ofKind('KafkaUser', objects)).toMatchObject([
      { metadata: { name: 'events-app' }, spec: { authentication: { type: 'scram-sha-512' } } },
    ]);
    expect(ofKind('Kafka', objects)[0]!.spec['entityOperator']).toMatchObject({
      topicOperator: {},
      userOperator: {},
    });
  });

  it('protects every object and keeps every volume', () => {
    const topics = [{ name: 'orders', partitions: 1 }];
    const values = { protected: true, monitoring: { enabled: true }, kafka: { topics } };
    const objects = render(values, { environment });
    expect(new Set(objects.map(({ kind }) => kind)).size).toBe(6);
    for (const { metadata } of objects) {
      expect(metadata.annotations).toEqual({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
    }
    for (const { spec } of ofKind('KafkaNodePool', objects)) {
      expect(spec['storage']).toMatchObject({ volumes: [{ deleteClaim: false }] });
    }
  });

  it('requests the memory of the limit', () => {
    for (const { spec } of ofKind('KafkaNodePool', render({}, { environment }))) {
      const { requests, limits } = spec['resources'] as Record<string, Values>;
      expect(requests?.['memory']).toBe(limits?.['memory']);
    }
  });

  it('meets Pod Security "restricted" in all pods', () => {
    const [{ spec }] = ofKind('Kafka', render({}, { environment })) as [KafkaObject];
    for (const { template } of [spec['kafka'], spec['entityOperator']] as { template: Values }[]) {
      const { pod, podDisruptionBudget: _, ...containers } = template as Record<string, Values>;
      expect(pod?.['securityContext']).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(Object.keys(containers)).toHaveLength(2);
      for (const container of Object.values(containers)) {
        expect(container?.['securityContext']).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  it('has custom resources whose labels no version of the chart changes, because Strimzi copies them to pods', () => {
    const labelsOf = (version: string): unknown[] =>
      render({}, { environment, chart: chartOfVersion(version) })
        .filter(({ kind }) => kind.startsWith('Kafka'))
        .map(({ metadata }) => metadata.labels);
    expect(labelsOf('1.0.1')).toEqual(labelsOf('1.0.0'));
  });
});

describe('the chart kafka', () => {
  it('has one node for one replica, and three controllers beside three or more brokers', () => {
    expect(poolsOf({ replicas: 1 })).toEqual([['events-broker', ['controller', 'broker'], 1]]);
    for (const replicas of [3, 4, 9]) {
      expect(poolsOf({ replicas })).toEqual([
        ['events-controller', ['controller'], 3],
        ['events-broker', ['broker'], replicas],
      ]);
    }
  });

  it('grows the disks of the brokers without those of the controllers', () => {
    const pools = ofKind('KafkaNodePool', render({ replicas: 3, persistence: { size: '80Gi' } }));
    expect(pools.map(({ spec }) => (spec['storage'] as { volumes: Values[] }).volumes[0]!['size'])).toEqual([
      '10Gi',
      '80Gi',
    ]);
  });

  it('changes no setting of the brokers when one is added, so that none restarts', () => {
    expect(brokersOf({ replicas: 5 })).toEqual({
      ...brokersOf({ replicas: 3 }),
      template: expect.anything(),
    });
    const templateOf = (replicas: number) => (brokersOf({ replicas })['template'] as Values)['pod'];
    expect(templateOf(5)).toEqual(templateOf(3));
  });

  it.each([1, 3, 5])('keeps the state of transactions and share groups on %i brokers', (replicas) => {
    const config = brokersOf({ replicas })['config'] as Values;
    const factor = Math.min(3, replicas);
    for (const topic of ['transaction.state.log', 'share.coordinator.state.topic']) {
      expect(config[`${topic}.replication.factor`]).toBe(factor);
      expect(config[`${topic}.min.isr`]).toBe(Math.max(1, factor - 1));
    }
  });

  it.each([
    [1, true, 1],
    [1, false, 1],
    [3, true, 1],
    [3, false, 6],
  ])(
    'with %i brokers and podDisruptionBudget %s allows %i unavailable pods',
    (replicas, podDisruptionBudget, expected) => {
      const { template } = brokersOf({ replicas, highAvailability: { podDisruptionBudget } });
      expect(template).toMatchObject({ podDisruptionBudget: { maxUnavailable: expected } });
    },
  );

  it('spreads the pods of each pool over nodes and zones', () => {
    const { pod } = brokersOf({ replicas: 3 })['template'] as { pod: Values };
    expect(pod['topologySpreadConstraints']).toMatchObject(
      ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        topologyKey,
        matchLabelKeys: ['strimzi.io/pool-name'],
      })),
    );
  });

  it('creates no topic for a misspelled name in production', () => {
    expect(brokersOf({}, 'production')['config']).toMatchObject({ 'auto.create.topics.enable': false });
    expect(brokersOf({})['config']).not.toHaveProperty(['auto.create.topics.enable']);
  });

  it('lets the platform open the listener to others, and name the zones', () => {
    const peer = { ipBlock: { cidr: '10.0.0.0/8' } };
    const topologyKey = 'topology.kubernetes.io/zone';
    const brokers = brokersOf({ networkPolicyPeers: [peer], kafka: { rack: { topologyKey } } });
    const [listener] = brokers['listeners'] as { networkPolicyPeers: unknown[] }[];
    expect(listener!.networkPolicyPeers).toEqual([expect.anything(), peer]);
    expect(brokers['rack']).toEqual({ topologyKey });
    expect(brokersOf({})).not.toHaveProperty('rack');
  });

  it('names its metrics', () => {
    const { metricsConfig } = brokersOf({ monitoring: { enabled: true } }) as {
      metricsConfig: { values: { allowList: string[] } };
    };
    const { allowList } = metricsConfig.values;
    expect(allowList).toContain('kafka_server_brokertopicmetrics.*');
    expect(allowList).not.toContain('.*');
  });

  it('has the name of the release as an address and in the certificate', () => {
    const [service] = ofKind('Service', render({}));
    expect(service).toMatchObject({ metadata: { name: 'events' }, spec: { ports: [{ port: 9093 }] } });
    expect(JSON.stringify(brokersOf({})['listeners'])).toContain('"events.dev.svc.cluster.local"');
  });
});

describe('topics of the chart kafka', () => {
  const topicsOf = (values: Values, replicas = 3): [string, Values][] =>
    ofKind('KafkaTopic', render({ replicas, kafka: values })).map(({ metadata, spec }) => [
      metadata.name,
      spec,
    ]);
  const specOf = (topic: Values, config: Values = {}): Values =>
    topicsOf({ config, topics: [{ name: 'orders', partitions: 6, ...topic }] })[0]![1];

  it('are named after release and topic, or after a readable name and a hash', () => {
    const topics = ['orders', 'orders.eu', 'Orders', 'x', 'a_b', 'a-b.'].map((name) => ({
      name,
      partitions: 1,
    }));
    const named = topicsOf({ topics });
    expect(named.map(([, spec]) => spec['topicName'])).toEqual(topics.map(({ name }) => name));
    expect(named.map(([name]) => name)).toEqual([
      'events.orders',
      'events.orders.eu',
      expect.stringMatching(/^events\.orders-[0-9a-f]{8}$/),
      'events.x',
      expect.stringMatching(/^events\.a-b-[0-9a-f]{8}$/),
      expect.stringMatching(/^events\.a-b-[0-9a-f]{8}$/),
    ]);
    expect(new Set(named.map(([name]) => name)).size).toBe(topics.length);
  });

  it.each([
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['99999d', 8_639_913_600_000],
    ['forever', -1],
  ])('with a retention of %s keep messages for %i milliseconds', (retention, milliseconds) => {
    expect(specOf({ retention })['config']).toEqual({ 'retention.ms': milliseconds });
  });

  it('leave unset fields to the brokers', () => {
    expect(specOf({})).toEqual({ topicName: 'orders', partitions: 6 });
  });

  it.each([
    [1, {}, 1],
    [2, {}, 1],
    [3, {}, undefined],
    [2, { 'min.insync.replicas': 2 }, undefined],
    [2, { 'min.insync.replicas': 3 }, 1],
  ])("with %i copies and the brokers' %j have the in-sync minimum %s", (replicas, config, minimum) => {
    const { config: own = {} } = specOf({ replicas }, config) as { config?: Values };
    expect(own['min.insync.replicas']).toBe(minimum);
  });
});
