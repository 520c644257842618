import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { instances, pathIf } from '../../shared/service/service-pods.ts';
import { redisOperator } from '../operators.ts';
import { checkSettings } from './check-settings.ts';

const replicas: Readonly<Record<string, number>> = { standalone: 1, replication: 3, cluster: 3 };

/** Service of each mode that accepts writes, after the name of the release. */
const hosts: Readonly<Record<string, string>> = {
  standalone: '',
  replication: '-master',
  cluster: '-leader',
};

/** Services of the modes, and the StatefulSet `s` and the policy of Sentinel, after the name of the release and a hyphen. */
const derived = [
  ...['headless', 'additional', 'metrics', 'master', 'replica', 's', 's-hl', 'sentinel'],
  ...['leader', 'follower'].flatMap((role) => [
    role,
    ...['headless', 'additional', 'metrics'].map((kind) => `${role}-${kind}`),
  ]),
];

/** Redis by the OT-CONTAINER-KIT operator, in one of three modes, with the password of an existing Secret. */
export const redis = defineService({
  type: 'redis',
  engine: 'Redis',
  catalogType: 'cache',
  kind: 'Redis',
  plural: 'redises',
  licence: '7.2: BSD-3-Clause; 8.2: RSALv2, SSPL-1.0 or AGPL-3.0',
  nameLimit: 43,
  operator: redisOperator,
  apiVersions: ['redis.redis.opstreelabs.in/v1beta2'],
  // images of OT-CONTAINER-KIT/redis; 7.2 is the last series with the BSD licence
  versions: {
    series: [
      { name: '7.2', versions: ['7.2.16'] },
      { name: '8.2', versions: ['8.2.9'] },
    ],
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
  noBackupReason: 'its operator makes none',
  highAvailability: true,
  credentials: 'required',
  defaultReplicas: (mode) => replicas[mode],
  derivedNames: (name) => derived.map((suffix) => `${name}-${suffix}`),
  // In the mode replication, the Service with the release's name also selects replicas, which refuse writes.
  connection: (name, merged) => ({
    service: `${name}${hosts[stringAt(merged, 'mode') ?? ''] ?? ''}`,
    port: 6379,
    secretKeys: { password: 'password' },
    ...secretNameAt(merged, 'credentials.secretName'),
  }),
  pods: (merged) => {
    const group = instances(merged, {
      containers: pathIf(merged, 'monitoring.enabled', 'redis.exporter.resources'),
    });
    const mode = stringAt(merged, 'mode');
    if (mode === 'cluster') {
      // each leader has a follower, and each node a volume for its configuration
      const node = { ...group, volumes: group.volumes.flatMap((volume) => [volume, '1Gi']) };
      return [node, node];
    }
    const sentinels = { count: 3, containers: ['redis.sentinel.resources'], volumes: [] };
    return mode === 'replication' ? [group, sentinels] : [group];
  },
  check: (merged) => [...credentialsProblems(merged), ...labelProblems(merged), ...checkSettings(merged)],
});

/** Reports a missing password: without one, every pod that reaches Redis can read and change its data. */
function credentialsProblems(merged: Values): Problem[] {
  const { secretName } = secretNameAt(merged, 'credentials.secretName');
  return secretName === undefined
    ? [
        problem(
          'credentials.secretName',
          'Required: the operator creates no password; create a Secret with the key "password", and name it here',
        ),
      ]
    : [];
}

/** Reports labels of pods besides those that the pipeline writes, which the chart keeps away from the pods. */
function labelProblems(merged: Values): Problem[] {
  const labels = valueAt(merged, 'podLabels');
  const own = Object.keys(isMap(labels) ? labels : {}).filter(
    (key) => !key.startsWith('infraforge.io/') && key !== 'backstage.io/kubernetes-id',
  );
  if (own.length === 0) return [];
  return [
    problem(
      'podLabels',
      `Unsupported for Redis: ${own.join(', ')}; remove them, because the operator copies labels to the selectors of its Services`,
    ),
  ];
}
