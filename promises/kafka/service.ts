import { defineService } from '../../shared/promise/define-service.ts';

const versions = ['4.2.0', '4.2.1', '4.3.0', '4.3.1'];

/** Kafka by Strimzi, in KRaft mode; its listeners ask for no credentials. */
export const kafka = defineService({
  type: 'kafka',
  engine: 'Kafka',
  nameLimit: 29,
  operator: { name: 'strimzi', apiVersions: ['kafka.strimzi.io/v1'] },
  versions: {
    text: versions.join(', '),
    legal: (version) => versions.includes(version),
  },
  backup: false,
  highAvailability: true,
  credentials: 'operator',
  connection: (name) => ({ service: `${name}-kafka-bootstrap`, port: 9092 }),
});
