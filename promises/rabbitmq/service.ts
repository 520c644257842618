import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { readContent } from '../../shared/release/item-contents.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';
import {
  listEntries,
  type NamedEntry,
  namedEntries,
  repeatedEntries,
} from '../../shared/service/list-entries.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { rabbitmqOperator, rabbitmqTopology } from '../operators.ts';
import { checkSettings } from './check-settings.ts';
import { rabbitmqFields } from './fields.ts';

const tls = { port: 5671, secretPath: 'rabbitmq.tls.secretName' } as const;

/** RabbitMQ by its cluster operator. */
export const rabbitmq = defineService({
  type: 'rabbitmq',
  engine: 'RabbitMQ',
  catalogType: 'queue',
  kind: 'RabbitMQ',
  plural: 'rabbitmqs',
  licence: 'MPL-2.0',
  nameLimit: 45,
  operator: rabbitmqOperator,
  apiVersions: ['rabbitmq.com/v1beta1'],
  // 4.3 starts only on the data of 4.2
  versions: {
    series: [
      // COMMUNITY_SUPPORT.md of rabbitmq/rabbitmq-server: fixes are only for the latest minor series
      { ...seriesOf('4.2', [0, 8]), retired: 'its project fixes only the latest series' },
      seriesOf('4.3', [0, 2], '4.3.4', '4.3.6'),
    ],
  },
  // publishers are blocked below 2 GB of free disk (disk_free_limit of the operator)
  floors: { cpu: '200m', memory: '512Mi', storage: '6Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '2Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  noBackupReason: 'its operator makes none',
  highAvailability: true,
  credentials: 'operator',
  // The operator never removes a node from a cluster.
  scaling: 'up',
  fields: rabbitmqFields,
  furtherOperators: (merged) =>
    topologyLists
      .map((list) => `rabbitmq.${list}`)
      .filter((path) => namedEntries(merged, path).length > 0)
      .slice(0, 1)
      .map((path) => ({ operator: rabbitmqTopology, path })),
  contents: (merged) => [
    ...namedEntries(merged, 'rabbitmq.vhosts').map(({ name }) => `vhost/${name}`),
    ...namedEntries(merged, 'rabbitmq.queues').map(
      (queue) => `queue/${keyOf(queue)} type=${stringAt(queue.values, 'type') ?? 'quorum'}`,
    ),
  ],
  contentChangeProblem: (from, to) =>
    from === to
      ? undefined
      : `The type of ${readContent(from).name} cannot change from ${typeOf(from)} to ${typeOf(to)}; keep it, or add a queue with another name`,
  // name of the Secret: messaging-topology-operator 1.20, internal/controller/user_controller.go
  userSecrets: (name, merged) =>
    namedEntries(merged, 'rabbitmq.users').map((user) => `${name}.${user.name}-user-credentials`),
  check: (merged) => [...duplicateProblems(merged), ...vhostProblems(merged), ...checkSettings(merged)],
  derivedNames: (name) => [`${name}-nodes`],
  tls,
  // keys of the Secret: cluster-operator 2.22, internal/resource/default_user_secret.go; with TLS, port and uri are those of it
  connection: (name, merged) => {
    const { secretName: caSecret } = secretNameAt(merged, tls.secretPath);
    return {
      service: name,
      port: caSecret === undefined ? 5672 : tls.port,
      secretName: `${name}-default-user`,
      secretKeys: {
        username: 'username',
        password: 'password',
        host: 'host',
        port: 'port',
        uri: 'connection_string',
      },
      ...(caSecret !== undefined && { caSecret }),
    };
  },
});

const topologyLists = ['vhosts', 'users', 'queues', 'policies'] as const;

/** Returns the virtual host of an entry. */
function vhostOf(entry: Values): string {
  return stringAt(entry, 'vhost') ?? '/';
}

/** Returns the name of an entry, with its virtual host unless that is the default. */
function keyOf({ name, values }: NamedEntry): string {
  const vhost = vhostOf(values);
  return vhost === '/' ? name : `${vhost}/${name}`;
}

const typeOf = (content: string): string => readContent(content).settings.get('type') ?? '';

/** Reports entries with the same name and virtual host, and names that RabbitMQ reserves. */
function duplicateProblems(merged: Values): Problem[] {
  return topologyLists.flatMap((list) => {
    const entries = namedEntries(merged, `rabbitmq.${list}`);
    const repeated = new Set(repeatedEntries(entries, keyOf).map(({ path }) => path));
    return entries.flatMap((entry) => {
      const [path, key] = [`${entry.path}.name`, keyOf(entry)];
      if (repeated.has(entry.path)) return [problem(path, `"${key}" is listed twice; remove one`)];
      if (list !== 'queues' || !/(^|\/)amq\./.test(key)) return [];
      return [problem(path, `RabbitMQ reserves names that begin with "amq."; rename "${key}"`)];
    });
  });
}

/** Reports a virtual host that does not exist: the operator could never create objects that refer to it. */
function vhostProblems(merged: Values): Problem[] {
  const config = valueAt(merged, 'rabbitmq.config');
  const main = (isMap(config) ? config['default_vhost'] : undefined) ?? '/';
  const known = new Set([main, ...namedEntries(merged, 'rabbitmq.vhosts').map(({ name }) => name)]);
  const references = [
    ...namedEntries(merged, 'rabbitmq.queues'),
    ...namedEntries(merged, 'rabbitmq.policies'),
    ...namedEntries(merged, 'rabbitmq.users').flatMap(({ path, values }) =>
      listEntries(values, 'permissions', `${path}.permissions`),
    ),
  ];
  return references
    .filter(({ values }) => !known.has(vhostOf(values)))
    .map(({ path, values }) =>
      problem(
        `${path}.vhost`,
        `Unknown virtual host "${vhostOf(values)}"; add it to vhosts, or use one of ${[...known].join(', ')}`,
      ),
    );
}
