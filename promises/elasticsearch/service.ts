import { defineService } from '../../shared/service/define-service.ts';
import { eck } from '../operators.ts';

/** Elasticsearch by Elastic Cloud on Kubernetes (ECK), as one set of nodes that are master and hold data. */
export const elasticsearch = defineService({
  type: 'elasticsearch',
  engine: 'Elasticsearch',
  catalogType: 'search',
  kind: 'Elasticsearch',
  plural: 'elasticsearches',
  licence: 'Elastic-2.0: not as a service for other companies',
  // cloud-on-k8s 3.5.0, pkg/controller/common/name: MaxResourceNameLength
  nameLimit: 36,
  operator: eck,
  apiVersions: ['elasticsearch.k8s.elastic.co/v1'],
  // A node starts only on the data of a version that was released before its own. So those of 9.4 are later than all of 8.19
  // (docs/release-notes/changelog-bundles and the tags of elastic/elasticsearch). ECK refuses every earlier version.
  versions: {
    series: [
      {
        name: '8.19',
        versions: ['8.19.14', '8.19.16', '8.19.18', '8.19.19', '8.19.20', '8.19.21', '8.19.22'],
      },
      { name: '9.4', versions: ['9.4.8', '9.4.9'] },
    ],
    onlyUp: true,
  },
  // the heap is half of the memory, and ECK's own default is 2Gi, because less ends in OOM kills
  floors: { cpu: '250m', memory: '2Gi', storage: '2Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '2Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  noBackupReason: 'its operator registers a repository of snapshots only with an Enterprise license',
  highAvailability: true,
  credentials: 'operator',
  derivedNames: (name) => ['http', 'internal-http', 'transport', 'nodes'].map((role) => `${name}-es-${role}`),
  // names and keys: cloud-on-k8s 3.5.0, pkg/apis/elasticsearch/v1/name.go, user/predefined.go and certificates/secret.go
  connection: (name) => ({
    service: `${name}-es-http`,
    port: 9200,
    secretName: `${name}-es-elastic-user`,
    scheme: 'https',
    facts: { username: 'elastic' },
    secretKeys: { password: 'elastic' },
    caSecret: `${name}-es-http-certs-public`,
  }),
});
