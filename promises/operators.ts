import type { Operator } from '../shared/release/operator.ts';

/**
 * Patch that removes the Namespace from the manifests of two operators that share it: Argo CD creates it, and the
 * Applications of both would claim it.
 */
const withoutNamespace = `$patch: delete
apiVersion: v1
kind: Namespace
metadata: { name: rabbitmq-system }
`;

/**
 * Patch that connects the topology operator without TLS to a RabbitMQ that has both: it trusts only public authorities.
 */
const plainHTTP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: messaging-topology-operator, namespace: rabbitmq-system }
spec:
  template:
    spec:
      containers:
        - name: manager
          env: [{ name: CONNECT_USING_PLAIN_HTTP, value: "true" }]
`;

/** Certificates for the webhooks of other operators. */
const certManager: Operator = {
  name: 'cert-manager',
  version: '1.21.1',
  namespace: 'cert-manager',
  source: {
    repoURL: 'https://charts.jetstack.io',
    chart: 'cert-manager',
    version: 'v1.21.1',
    images: { imageRegistry: 'quay.io' },
    values: {
      crds: { enabled: true },
      // by default in kube-system, which the AppProject of the operators does not allow
      global: { leaderElection: { namespace: 'cert-manager' } },
      // a Job that fails the whole sync while the webhook starts
      startupapicheck: { enabled: false },
    },
  },
};

/** Operator of PostgreSQL. */
export const cloudnativePg: Operator = {
  name: 'cloudnative-pg',
  version: '1.30.0',
  namespace: 'cnpg-system',
  source: {
    repoURL: 'https://cloudnative-pg.github.io/charts',
    chart: 'cloudnative-pg',
    version: '0.29.0',
    images: { 'image.repository': 'ghcr.io/cloudnative-pg/cloudnative-pg' },
  },
};

/** Plugin of CloudNativePG for backups, in the namespace of its operator. */
export const barmanCloud: Operator = {
  name: 'barman-cloud',
  version: '0.13.0',
  namespace: 'cnpg-system',
  source: {
    repoURL: 'https://cloudnative-pg.github.io/charts',
    chart: 'plugin-barman-cloud',
    version: '0.7.0',
    images: { 'image.registry': 'ghcr.io', 'sidecarImage.registry': 'ghcr.io' },
  },
  needs: ['cert-manager', 'cloudnative-pg'],
};

/** Operator of MongoDB, by Percona. */
export const mongodbOperator: Operator = {
  name: 'mongodb',
  version: '1.22.0',
  namespace: 'psmdb-system',
  source: {
    repoURL: 'https://percona.github.io/percona-helm-charts',
    chart: 'psmdb-operator',
    version: '1.22.0',
    images: { 'image.repository': 'percona/percona-server-mongodb-operator' },
    values: { watchAllNamespaces: true, disableTelemetry: true },
  },
};

/** Operator of Redis. */
export const redisOperator: Operator = {
  name: 'redis',
  version: '0.26.0',
  namespace: 'redis-system',
  source: {
    repoURL: 'https://ot-container-kit.github.io/helm-charts',
    chart: 'redis-operator',
    version: '0.26.1',
    images: { 'redisOperator.imageName': 'quay.io/opstree/redis-operator' },
  },
};

/** Operator of RabbitMQ clusters. The manifests of its Git tags refer to the image tag `latest`. */
export const rabbitmqOperator: Operator = {
  name: 'rabbitmq',
  version: '2.22.3',
  namespace: 'rabbitmq-system',
  source: {
    repoURL: 'https://github.com/rabbitmq/cluster-operator.git',
    path: 'config/installation',
    revision: 'v2.22.3',
    images: [
      { name: 'ghcr.io/rabbitmq/cluster-operator', image: 'ghcr.io/rabbitmq/cluster-operator:2.22.3' },
    ],
    patches: [withoutNamespace],
  },
  needs: ['cert-manager'],
};

/** Operator of the users, queues and policies in RabbitMQ. The manifests of its Git tags refer to the image tag `latest`. */
export const rabbitmqTopology: Operator = {
  name: 'rabbitmq-topology',
  version: '1.20.1',
  namespace: 'rabbitmq-system',
  source: {
    repoURL: 'https://github.com/rabbitmq/messaging-topology-operator.git',
    path: 'config/installation',
    revision: 'v1.20.1',
    images: [
      {
        name: 'rabbitmqoperator/messaging-topology-operator',
        image: 'ghcr.io/rabbitmq/messaging-topology-operator:1.20.1',
      },
    ],
    patches: [withoutNamespace, plainHTTP],
  },
  needs: ['cert-manager', 'rabbitmq'],
};

/** Operator of Elasticsearch, by Elastic. */
export const eck: Operator = {
  name: 'eck',
  version: '3.5.0',
  namespace: 'elastic-system',
  source: {
    repoURL: 'https://helm.elastic.co',
    chart: 'eck-operator',
    version: '3.5.0',
    images: { 'image.repository': 'docker.elastic.co/eck/eck-operator' },
  },
};

/** Operator of SeaweedFS. */
export const seaweedfs: Operator = {
  name: 'seaweedfs',
  version: '1.0.36',
  namespace: 'seaweedfs-system',
  source: {
    repoURL: 'https://seaweedfs.github.io/seaweedfs-operator',
    chart: 'seaweedfs-operator',
    version: '0.1.39',
    images: { 'image.registry': 'docker.io/chrislusf' },
    // instead of a Job that a hook runs before each sync
    values: { webhook: { certManager: { enabled: true } } },
  },
  needs: ['cert-manager'],
  formerNames: ['minio'],
};

/** Operator of Kafka. */
export const strimzi: Operator = {
  name: 'strimzi',
  version: '1.2.0',
  namespace: 'strimzi-system',
  source: {
    repoURL: 'quay.io/strimzi-helm',
    chart: 'strimzi-kafka-operator',
    version: '1.2.0',
    images: { defaultImageRegistry: 'quay.io' },
    values: { watchAnyNamespace: true },
  },
  createdKinds: ['core.strimzi.io/StrimziPodSet'],
};

/** Every operator that a BootstrapClaim can install. */
export const operators: readonly Operator[] = [
  barmanCloud,
  certManager,
  cloudnativePg,
  eck,
  mongodbOperator,
  rabbitmqOperator,
  rabbitmqTopology,
  redisOperator,
  seaweedfs,
  strimzi,
];
