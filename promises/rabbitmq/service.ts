import { defineService } from '../../shared/service/define-service.ts';

/** RabbitMQ by its cluster operator. */
export const rabbitmq = defineService({
  type: 'rabbitmq',
  engine: 'RabbitMQ',
  nameLimit: 45,
  operator: { name: 'rabbitmq', apiVersions: ['rabbitmq.com/v1beta1'] },
  versions: {
    text: '3.13 and 4.0 to 4.9, such as "4.3" or "4.3.4"',
    pattern: /^(3\.13|4\.[0-9])(\.[0-9]{1,2})?$/,
  },
  backup: false,
  highAvailability: true,
  credentials: 'operator',
  // The operator never removes a node from a cluster.
  scaling: 'up',
  derivedNames: (name) => [`${name}-nodes`],
  connection: (name) => ({ service: name, port: 5672, secretName: `${name}-default-user` }),
});
