import { defineService } from '../../shared/service/define-service.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';
import { rabbitmqOperator } from '../operators.ts';

/** RabbitMQ by its cluster operator. */
export const rabbitmq = defineService({
  type: 'rabbitmq',
  engine: 'RabbitMQ',
  licence: 'MPL-2.0',
  nameLimit: 45,
  operator: rabbitmqOperator,
  apiVersions: ['rabbitmq.com/v1beta1'],
  // 4.3 starts only on the data of 4.2
  versions: {
    series: [seriesOf('4.2', [0, 8]), seriesOf('4.3', [0, 2], '4.3.4', '4.3.6')],
  },
  // publishers are blocked below 2 GB of free disk (disk_free_limit of the operator)
  floors: { cpu: '200m', memory: '512Mi', storage: '6Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '2Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  highAvailability: true,
  credentials: 'operator',
  // The operator never removes a node from a cluster.
  scaling: 'up',
  derivedNames: (name) => [`${name}-nodes`],
  // keys of the Secret: cluster-operator 2.22, internal/resource/default_user_secret.go
  connection: (name) => ({
    service: name,
    port: 5672,
    secretName: `${name}-default-user`,
    secretKeys: ['username', 'password', 'host', 'port', 'connection_string'],
  }),
});
