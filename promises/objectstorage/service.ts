import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { readContent } from '../../shared/release/item-contents.ts';
import type { PodGroup } from '../../shared/release/pod-group.ts';
import { stringAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import {
  listEntries,
  type NamedEntry,
  namedEntries,
  repeatedEntries,
} from '../../shared/service/list-entries.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { instances, replicasOf } from '../../shared/service/service-pods.ts';
import { seaweedfs } from '../operators.ts';
import { objectstorageFields } from './fields.ts';

/** Most volume servers that the chart allows, each with a Service of its own. */
const maxReplicas = 20;

/** Services of the components, after the name of the release and a hyphen: seaweedfs-operator 1.0.36, `*_service.go`. */
const derived = [
  ...['master', 'master-peer', 'volume-peer', 'filer', 'filer-peer', 's3'],
  ...Array.from({ length: maxReplicas }, (_, index) => `volume-${index}`),
];

/** Object storage with the S3 API: SeaweedFS by its operator. */
export const objectstorage = defineService({
  type: 'objectstorage',
  aliases: [
    {
      name: 'minio',
      reason:
        "MinIO's community edition was archived in April 2026, and its last image has a known vulnerability",
    },
  ],
  engine: 'SeaweedFS',
  catalogType: 'storage',
  kind: 'ObjectStorage',
  plural: 'objectstorages',
  licence: 'Apache-2.0',
  // The name of the StatefulSet and a hash are a label of its pods: <name>-volume-<hash of 10>.
  nameLimit: 45,
  operator: seaweedfs,
  apiVersions: ['seaweed.seaweedfs.com/v1'],
  // Those that have the flags of the chart; the operator 1.0.36 is built with the code between them.
  versions: { series: [{ name: '4', versions: ['4.43', '4.44'] }], onlyUp: true },
  floors: { cpu: '100m', memory: '256Mi', storage: '5Gi' },
  sizes: {
    small: { cpu: '100m', cpuLimit: '1', memory: '512Mi' },
    medium: { cpu: '500m', cpuLimit: '2', memory: '1Gi' },
    large: { cpu: '1', cpuLimit: '4', memory: '4Gi' },
  },
  // The operator only warns about another size: reconcileVolumeClaimTemplates in its seaweed_controller.go.
  growsStorage: false,
  backup: false,
  noBackupReason: 'its operator saves only the names of objects',
  highAvailability: true,
  credentials: 'optional',
  singleReplicaReason: 'a single volume server keeps no copies of its objects',
  fields: objectstorageFields,
  contents: (merged) => namedEntries(merged, 'objectstorage.buckets').map(printBucket),
  contentChangeProblem: bucketChangeProblem,
  userSecrets: (name, merged) =>
    namedEntries(merged, 'objectstorage.users').map((user) => `${name}.${user.name}`),
  derivedNames: (name) => derived.map((suffix) => `${name}-${suffix}`),
  pods: (merged) => {
    const isSingle = replicasOf(merged) === 1;
    const component = (name: string, more: number): PodGroup => ({
      count: isSingle ? 1 : more,
      containers: [`objectstorage.${name}.resources`],
      volumes: [],
    });
    return [
      instances(merged),
      component('master', 3),
      { ...component('filer', 2), volumes: ['objectstorage.filer.size'] },
      component('gateway', 2),
    ];
  },
  // keys of the Secret: S3SecretRef in s3credentials_types.go of the operator
  connection: (name, merged) => ({
    service: `${name}-s3`,
    port: 8333,
    secretName: `${name}.root`,
    scheme: 'http',
    secretKeys: { 'access-key': 'accessKey', 'secret-key': 'secretKey' },
    ...secretNameAt(merged, 'credentials.secretName'),
  }),
  check: (merged) => [
    ...replicationProblems(merged),
    ...duplicateProblems(merged, 'buckets'),
    ...duplicateProblems(merged, 'users'),
    ...accessProblems(merged),
  ],
});

/** Prints a bucket for the status: `bucket/invoices versioned` if it keeps versions. */
function printBucket({ name, values: { versioning } }: NamedEntry): string {
  return `bucket/${name}${typeof versioning === 'string' ? ' versioned' : ''}`;
}

/** Reports versioning that is removed, which SeaweedFS cannot do. */
function bucketChangeProblem(from: string, to: string): string | undefined {
  const { name, settings } = readContent(from);
  if (settings.size === 0 || readContent(to).settings.size > 0) return undefined;
  return `The versioning of ${name} cannot be removed; use "suspended" to keep no further versions`;
}

/** Reports more copies than volume servers: no object could be written. */
function replicationProblems(merged: Values): Problem[] {
  const type = stringAt(merged, 'objectstorage.replication') ?? '';
  const [copies, servers] = [Number(type.at(-1)) + 1, Number(stringAt(merged, 'replicas'))];
  if (!(copies > servers)) return [];
  const message = `Replication ${type} needs ${copies} volume servers, and there are ${servers}; increase replicas or use fewer copies`;
  return [problem('objectstorage.replication', message)];
}

/** Reports buckets, or users, with the same name. */
function duplicateProblems(merged: Values, list: 'buckets' | 'users'): Problem[] {
  const entries = namedEntries(merged, `objectstorage.${list}`);
  return repeatedEntries(entries, ({ name }) => name).map(({ path, name }) =>
    problem(`${path}.name`, `Duplicate name "${name}"; remove one`),
  );
}

/** Reports access to a bucket that the list lacks, and a second permission for the same bucket. */
function accessProblems(merged: Values): Problem[] {
  const buckets = new Set(namedEntries(merged, 'objectstorage.buckets').map(({ name }) => name));
  return listEntries(merged, 'objectstorage.users').flatMap((user) => {
    const grants = listEntries(user.values, 'access', `${user.path}.access`).flatMap(({ path, values }) => {
      const { bucket } = values;
      return typeof bucket === 'string' ? [{ path, values, bucket }] : [];
    });
    const known = grants.filter(({ bucket }) => buckets.has(bucket));
    const repeated = new Set(repeatedEntries(known, ({ bucket }) => bucket).map(({ path }) => path));
    return grants.flatMap(({ path, bucket }) => {
      if (!buckets.has(bucket))
        return [problem(`${path}.bucket`, `Unknown bucket "${bucket}"; add it to objectstorage.buckets`)];
      return repeated.has(path)
        ? [problem(`${path}.bucket`, `Duplicate bucket "${bucket}"; name one permission`)]
        : [];
    });
  });
}
