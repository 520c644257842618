import { defineService } from '../../shared/service/define-service.ts';

/** Kafka by Strimzi, in KRaft mode. Its listeners need no credentials. */
export const kafka = defineService({
  type: 'kafka',
  engine: 'Kafka',
  nameLimit: 29,
  operator: {
    name: 'strimzi',
    apiVersions: ['kafka.strimzi.io/v1'],
    createdKinds: ['core.strimzi.io/StrimziPodSet'],
  },
  versions: {
    text: '4.2.0, 4.2.1, 4.3.0, 4.3.1',
    pattern: /^4\.[23]\.[01]$/,
  },
  backup: false,
  highAvailability: true,
  credentials: 'operator',
  // Every node is also a controller, and Strimzi cannot scale controllers.
  scaling: 'none',
  derivedNames: (name) => [`${name}-kafka-bootstrap`, `${name}-kafka-brokers`],
  connection: (name) => ({ service: name, port: 9092 }),
});
