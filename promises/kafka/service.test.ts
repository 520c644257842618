import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { kafka } from './service.ts';

describe('connection() of kafka', () => {
  it('is the TLS listener of the bootstrap Service, with the Secret of the user', () => {
    expect(kafka.connection('events', {})).toEqual({
      service: 'events-kafka-bootstrap',
      port: 9093,
      secretName: 'events-app',
      facts: { username: 'events-app' },
      secretKeys: { password: 'password', 'sasl-jaas-config': 'sasl.jaas.config' },
      caSecret: 'events-cluster-ca-cert',
    });
    expect(kafka.derivedNames('events')).toContain('events-kafka-bootstrap');
  });
});

describe('nameLimit of kafka', () => {
  it('keeps the longest name of a pod within a host name', () => {
    const name = 'x'.repeat(kafka.nameLimit);
    expect(`${name}-${name}-controller-11`.length).toBeLessThanOrEqual(63);
    expect(`${name}x-${name}x-controller-11`.length).toBeGreaterThan(63);
  });
});

describe('check() of kafka', () => {
  const problemsOf = (values: Values) => kafka.check!({ replicas: 3, kafka: {}, ...values }, 'events');
  const withConfig = (config: Values, replicas = 3) => problemsOf({ replicas, kafka: { config } });
  const withTopics = (...names: string[]) =>
    problemsOf({ kafka: { topics: names.map((name) => ({ name, partitions: 1 })) } });

  it.each<Values>([
    { kafka: { topics: 'none', config: 'none' } },
    { kafka: { topics: ['a', { name: 1 }, null], config: null } },
    { kafka: 1, replicas: 'many' },
  ])('leaves %j to the schema', (values) => {
    expect(problemsOf(values)).toEqual([]);
  });

  it.each<[string, Values, number?]>([
    ['the defaults of three brokers', {}],
    ['the defaults of one broker', {}, 1],
    ['a minimum equal to the copies', { 'min.insync.replicas': 3 }],
    [
      'more of both',
      { 'min.insync.replicas': 4, 'default.replication.factor': 5, 'offsets.topic.replication.factor': 4 },
      5,
    ],
  ])('accepts %s', (_, config, replicas) => {
    expect(withConfig(config, replicas)).toEqual([]);
  });

  it('reports a node selector together with an affinity to nodes, with which the chart is not rendered', () => {
    const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } };
    expect(problemsOf({ nodeSelector: { pool: 'data' }, affinity: { nodeAffinity } })).toEqual([
      {
        path: 'nodeSelector',
        message:
          "Unsupported together with affinity.nodeAffinity: Strimzi's pods have no node selector; add its labels to affinity.nodeAffinity",
      },
    ]);
    expect(problemsOf({ nodeSelector: {}, affinity: { nodeAffinity } })).toEqual([]);
    expect(problemsOf({ nodeSelector: { pool: 'data' }, affinity: {} })).toEqual([]);
  });

  it('reports an in-sync minimum above the number of copies', () => {
    expect(withConfig({ 'min.insync.replicas': 4, 'default.replication.factor': 5 }, 5)).toEqual([
      {
        path: 'kafka.config["min.insync.replicas"]',
        message:
          'min.insync.replicas (4) exceeds offsets.topic.replication.factor (3), so that no client could write; lower min.insync.replicas or raise offsets.topic.replication.factor',
      },
    ]);
  });

  it('reports fewer copies than the default minimum', () => {
    const paths = withConfig({
      'offsets.topic.replication.factor': 1,
      'share.coordinator.state.topic.replication.factor': 1,
    }).map(({ path }) => path);
    expect(paths).toEqual([
      'kafka.config["offsets.topic.replication.factor"]',
      'kafka.config["share.coordinator.state.topic.replication.factor"]',
    ]);
  });

  it.each<[string, Values, string]>([
    ['a retention in two ways', { retention: '7d', config: { 'retention.ms': '1' } }, 'retention.ms'],
    [
      'a minimum above its copies',
      { replicas: 2, config: { 'min.insync.replicas': '3' } },
      'min.insync.replicas',
    ],
  ])('reports %s of a topic', (_, topic, setting) => {
    const topics = [{ name: 'orders', partitions: 1, ...topic }];
    expect(problemsOf({ kafka: { topics } }).map(({ path }) => path)).toEqual([
      `kafka.topics[0].config["${setting}"]`,
    ]);
  });

  it('reports a user that is listed twice', () => {
    expect(problemsOf({ kafka: { users: [{ name: 'shop' }, { name: 'shop' }] } })).toEqual([
      { path: 'kafka.users[1].name', message: 'User "shop" is listed twice; remove one' },
    ]);
  });

  it('accepts topics with different names', () => {
    expect(withTopics('orders', 'Orders', 'orders.eu', 'orders-eu')).toEqual([]);
  });

  it('reports topics with the same name, and with names that Kafka does not tell apart', () => {
    expect(withTopics('orders', 'a.b', 'orders', 'a_b')).toEqual([
      { path: 'kafka.topics[2].name', message: 'Topic "orders" is listed twice; remove one' },
      {
        path: 'kafka.topics[3].name',
        message: 'Topic "a_b" collides with "a.b", because Kafka does not tell . and _ apart; rename one',
      },
    ]);
  });
});

describe('contents() of kafka', () => {
  const topics = [{ name: 'orders', partitions: 12, replicas: 3 }, { name: 'audit', partitions: 1 }, 5];

  it('are the topics, with their partitions and replicas', () => {
    expect(kafka.contents!({ kafka: { topics } })).toEqual([
      'topic/orders partitions=12 replicas=3',
      'topic/audit partitions=1',
    ]);
    expect(kafka.contents!({ kafka: { topics: 'none' } })).toEqual([]);
  });

  it.each([
    ['topic/a partitions=2', 'topic/a partitions=3', undefined],
    ['topic/a partitions=2 replicas=3', 'topic/a partitions=2', undefined],
    [
      'topic/a partitions=2',
      'topic/a partitions=1',
      'The partitions of topic/a cannot decrease from 2 to 1; keep the number, or add a topic and copy the data',
    ],
    [
      'topic/a partitions=2 replicas=3',
      'topic/a partitions=2 replicas=2',
      'The replicas of topic/a cannot change from 3 to 2; keep the number, or add a topic and copy the data',
    ],
    ['topic/a', 'topic/a partitions=1', undefined],
  ])('change from %j to %j: %s', (from, to, problem) => {
    expect(kafka.contentChangeProblem!(from, to)).toBe(problem);
  });
});

describe('userSecrets() of kafka', () => {
  it('have a dot, so that no other Secret has their names', () => {
    expect(kafka.userSecrets!('events', { kafka: { users: [{ name: 'shop' }] } })).toEqual(['events.shop']);
  });
});
