import { stringAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';

const replicas: Readonly<Record<string, number>> = { standalone: 1, replication: 3, cluster: 3 };

/** Redis by the OT-CONTAINER-KIT operator, in one of three modes; with a password if a Secret is named. */
export const redis = defineService({
  type: 'redis',
  engine: 'Redis',
  nameLimit: 43,
  operator: { name: 'redis', apiVersions: ['redis.redis.opstreelabs.in/v1beta2'] },
  // images of OT-CONTAINER-KIT/redis; 7.2 is the last series with the BSD licence
  versions: {
    series: [{ name: '7.2', versions: ['7.2.16'] }],
    skipsSeries: true,
    onlyUp: true,
  },
  floors: { cpu: '100m', memory: '128Mi', storage: '1Gi' },
  sizes: {
    small: { cpu: '100m', cpuLimit: '500m', memory: '256Mi' },
    medium: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    large: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
  },
  modes: ['standalone', 'replication', 'cluster'],
  backup: false,
  highAvailability: true,
  credentials: 'optional',
  defaultReplicas: (mode) => replicas[mode],
  derivedNames: (name) =>
    ['headless', 'additional', 'master', 'replica', 'leader', 'follower'].map((role) => `${name}-${role}`),
  connection: (name, merged) => ({
    // In the mode replication, the Service with the release's name also selects replicas, which refuse writes.
    service: stringAt(merged, 'mode') === 'replication' ? `${name}-master` : name,
    port: 6379,
    ...secretNameAt(merged, 'credentials.secretName'),
  }),
});
