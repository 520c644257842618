import { defineService } from '../../shared/service/define-service.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';

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
  // those of Strimzi 1.2.0; its metadata version goes up with them and never down
  versions: {
    series: [seriesOf('4.2', [0, 1]), seriesOf('4.3', [0, 1])],
    skipsSeries: true,
    onlyUp: true,
  },
  // a log segment takes 1 GiB, and the heap is half of the memory
  floors: { cpu: '250m', memory: '1Gi', storage: '5Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '2Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  highAvailability: true,
  credentials: 'operator',
  // Every node is also a controller, and Strimzi cannot scale controllers.
  scaling: 'none',
  derivedNames: (name) => [`${name}-kafka-bootstrap`, `${name}-kafka-brokers`],
  connection: (name) => ({ service: name, port: 9092 }),
});
