import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { readContent } from '../../shared/release/item-contents.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { scalarText } from '../../shared/scalar-text.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';
import {
  listEntries,
  type NamedEntry,
  namedEntries,
  repeatedEntries,
} from '../../shared/service/list-entries.ts';
import { instances, replicasOf } from '../../shared/service/service-pods.ts';
import { strimzi } from '../operators.ts';
import { kafkaFields } from './fields.ts';

/** Kafka by Strimzi, in KRaft mode, with one user for the applications. */
export const kafka = defineService({
  type: 'kafka',
  engine: 'Kafka',
  catalogType: 'queue',
  kind: 'Kafka',
  plural: 'kafkas',
  licence: 'Apache-2.0',
  // The pods are <name>-<name>-controller-<number>, with at most two digits, and a host name has at most 63 characters.
  nameLimit: 24,
  operator: strimzi,
  apiVersions: ['kafka.strimzi.io/v1'],
  // those of Strimzi 1.2.0; the chart keeps the metadata version of the series before
  versions: {
    series: [seriesOf('4.2', [0, 1]), seriesOf('4.3', [0, 1])],
    skipsSeries: true,
    keepsFormat: true,
  },
  // a log segment takes 1 GiB, and the heap is half of the memory
  floors: { cpu: '250m', memory: '1Gi', storage: '5Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '2Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  noBackupReason: 'its operator makes none',
  highAvailability: true,
  credentials: 'operator',
  // Strimzi does not remove a broker that has partitions, and nothing moves them to other brokers.
  scaling: 'up',
  singleReplicaReason: 'the single node is also its controller, and Strimzi cannot add controllers',
  fields: kafkaFields,
  contents: (merged) => namedEntries(merged, 'kafka.topics').map(printTopic),
  contentChangeProblem: topicChangeProblem,
  userSecrets: (name, merged) => namedEntries(merged, 'kafka.users').map((user) => `${name}.${user.name}`),
  check: (merged) => [
    ...unwritableProblems(merged),
    ...topicNameProblems(merged),
    ...topicConfigProblems(merged),
    ...userNameProblems(merged),
    ...placementProblems(merged),
  ],
  derivedNames: (name) => [`${name}-kafka-bootstrap`, `${name}-kafka-brokers`],
  pods: (merged) => {
    const operators = Array(2).fill('kafka.entityOperator.resources') as string[];
    const controllers = {
      count: replicasOf(merged) > 1 ? 3 : 0,
      containers: ['kafka.controller.resources'],
      volumes: ['kafka.controller.size'],
    };
    return [instances(merged), controllers, { count: 1, containers: operators, volumes: [] }];
  },
  connection: (name) => ({
    service: `${name}-kafka-bootstrap`,
    port: 9093,
    secretName: `${name}-app`,
    facts: { username: `${name}-app` },
    secretKeys: { password: 'password', 'sasl-jaas-config': 'sasl.jaas.config' },
    caSecret: `${name}-cluster-ca-cert`,
  }),
});

/** Settings that the number of copies must reach, each with the numbers of copies that it limits. */
const inSyncMinimums: Readonly<Record<string, readonly string[]>> = {
  'min.insync.replicas': ['default.replication.factor', 'offsets.topic.replication.factor'],
  'transaction.state.log.min.isr': ['transaction.state.log.replication.factor'],
  'share.coordinator.state.topic.min.isr': ['share.coordinator.state.topic.replication.factor'],
};

/** Reports an in-sync minimum above the number of copies: no client could write. */
function unwritableProblems(merged: Values): Problem[] {
  const given = valueAt(merged, 'kafka.config');
  const config = isMap(given) ? given : {};
  const copies = Math.min(Number(stringAt(merged, 'replicas')), 3);
  const numberOf = (name: string, fallback: number): number => Number(scalarText(config[name] ?? fallback));
  return Object.entries(inSyncMinimums).flatMap(([minimum, factors]) => {
    const needed = numberOf(minimum, Math.max(1, copies - 1));
    return factors
      .filter((factor) => numberOf(factor, copies) < needed)
      .map((factor) => {
        const field = minimum in config ? minimum : factor;
        const message = `${minimum} (${needed}) exceeds ${factor} (${numberOf(factor, copies)}), so that no client could write; lower ${minimum} or raise ${factor}`;
        return problem(`kafka.config["${field}"]`, message);
      });
  });
}

/** Reports topics with the same name, or with names that Kafka cannot tell apart in its metrics. */
function topicNameProblems(merged: Values): Problem[] {
  const topics = namedEntries(merged, 'kafka.topics');
  return repeatedEntries(topics, ({ name }) => name.replaceAll('_', '.')).map(({ path, name, first }) => {
    const message =
      first.name === name
        ? `Topic "${name}" is listed twice; remove one`
        : `Topic "${name}" collides with "${first.name}", because Kafka does not tell . and _ apart; rename one`;
    return problem(`${path}.name`, message);
  });
}

/** Reports a setting of a topic that its own field sets, and an in-sync minimum that the topic cannot reach. */
function topicConfigProblems(merged: Values): Problem[] {
  return listEntries(merged, 'kafka.topics').flatMap(({ path, values: { config, retention, replicas } }) => {
    if (!isMap(config)) return [];
    const problems: Problem[] = [];
    if (retention !== undefined && config['retention.ms'] !== undefined)
      problems.push(
        problem(`${path}.config["retention.ms"]`, 'retention sets retention.ms too; remove one of them'),
      );
    const minimum = Number(scalarText(config['min.insync.replicas'] ?? 0));
    if (typeof replicas === 'number' && minimum > replicas)
      problems.push(
        problem(
          `${path}.config["min.insync.replicas"]`,
          `min.insync.replicas (${minimum}) exceeds replicas (${replicas}), so that no client could write; lower it`,
        ),
      );
    return problems;
  });
}

/** Reports rules about nodes in two places: the pods of Strimzi have only affinities, and the chart cannot join them. */
function placementProblems(merged: Values): Problem[] {
  const isSet = (path: string): boolean => {
    const value = valueAt(merged, path);
    return isMap(value) && Object.keys(value).length > 0;
  };
  if (!isSet('nodeSelector') || !isSet('affinity.nodeAffinity')) return [];
  const message =
    "Unsupported together with affinity.nodeAffinity: Strimzi's pods have no node selector; add its labels to affinity.nodeAffinity";
  return [problem('nodeSelector', message)];
}

/** Reports users with the same name. */
function userNameProblems(merged: Values): Problem[] {
  return repeatedEntries(namedEntries(merged, 'kafka.users'), ({ name }) => name).map(({ path, name }) =>
    problem(`${path}.name`, `User "${name}" is listed twice; remove one`),
  );
}

/** Prints a topic with the settings that Strimzi cannot change later. */
function printTopic({ name, values: { partitions, replicas } }: NamedEntry): string {
  return `topic/${name} partitions=${partitions}${replicas === undefined ? '' : ` replicas=${replicas}`}`;
}

/** Returns why Strimzi cannot change a topic this way, with the fix; undefined if it can. */
function topicChangeProblem(from: string, to: string): string | undefined {
  const { name, settings: before } = readContent(from);
  const { settings: now } = readContent(to);
  if (Number(now.get('partitions')) < Number(before.get('partitions')))
    return `The partitions of ${name} cannot decrease from ${before.get('partitions')} to ${now.get('partitions')}; keep the number, or add a topic and copy the data`;
  const [copies, wanted] = [before.get('replicas'), now.get('replicas')];
  if (copies === undefined || wanted === undefined || copies === wanted) return undefined;
  return `The replicas of ${name} cannot change from ${copies} to ${wanted}; keep the number, or add a topic and copy the data`;
}
