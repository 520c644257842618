import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { instances, pathIf } from '../../shared/service/service-pods.ts';

/** OpenBao by a StatefulSet of the chart, with Raft storage and a seal key in a Secret. It serves Vault's API. */
export const vault = defineService({
  type: 'vault',
  engine: 'OpenBao',
  catalogType: 'secrets',
  kind: 'Vault',
  plural: 'vaults',
  licence: 'MPL-2.0',
  // The label with the revision of a pod is this name and eleven more characters.
  nameLimit: 50,
  apiVersions: [],
  // quay.io/openbao/openbao: earlier versions of the series let anyone create tokens by inline authentication
  // (GHSA-rh46-vc3j-w2w3).
  versions: { series: [{ name: '2.6', versions: ['2.6.2'] }], onlyUp: true },
  floors: { cpu: '100m', memory: '256Mi', storage: '1Gi' },
  sizes: {
    small: { cpu: '100m', cpuLimit: '1', memory: '512Mi' },
    medium: { cpu: '500m', cpuLimit: '2', memory: '1Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '4Gi' },
  },
  backup: {
    method: 'scheduled snapshots, encrypted with the seal key (`s3://` with a Secret)',
    restore: '`bao operator raft snapshot restore` by an administrator, with the same seal key',
    stores: ['s3://'],
    secretReason: 'the job that uploads it has no identity',
    restoreReason: 'only an administrator of OpenBao can restore a snapshot',
    serverName: (merged) => `${stringAt(merged, 'backup.archive') ?? ''}.openbao`,
  },
  highAvailability: true,
  credentials: 'required',
  // A node stays in the Raft cluster until someone removes it there.
  scaling: 'up',
  signIn: 'tokens of Kubernetes service accounts',
  // the Service of the nodes, and the service accounts of the administrators and of the job
  derivedNames: (name) => [`${name}-internal`, `${name}-admin`, `${name}-snapshot`],
  pods: (merged) => [
    instances(merged),
    ...pathIf(merged, 'backup.enabled', 'vault.backup.resources').map((path) => ({
      count: 1,
      containers: [path],
      volumes: [],
    })),
  ],
  connection: (name, merged) => {
    const { secretName: sealSecret } = secretNameAt(merged, 'credentials.secretName');
    const { secretName: caSecret } = secretNameAt(merged, 'vault.tls.secretName');
    return {
      service: name,
      port: 8200,
      scheme: caSecret === undefined ? 'http' : 'https',
      ...(sealSecret === undefined ? {} : { sealSecret }),
      ...(caSecret === undefined ? {} : { caSecret }),
    };
  },
  check: (merged) => [...sealProblems(merged), ...tlsProblems(merged)],
  warn: (merged) => [...sealWarnings(merged), ...tlsWarnings(merged), ...firstStartWarnings(merged)],
});

/** Reports a missing seal key: the data cannot be written without one. */
function sealProblems(merged: Values): Problem[] {
  const { secretName } = secretNameAt(merged, 'credentials.secretName');
  return secretName === undefined
    ? [
        problem(
          'credentials.secretName',
          'Required: a Secret with the key seal-key, 32 random bytes in base64',
        ),
      ]
    : [];
}

/** Reports a missing certificate if the values require one. */
function tlsProblems(merged: Values): Problem[] {
  if (hasCertificate(merged) || valueAt(merged, 'vault.tls.required') !== true) return [];
  const message =
    'Required in production: tokens and secrets would cross the network in clear text; name a Secret with tls.crt, tls.key and ca.crt';
  return [problem('vault.tls.secretName', message)];
}

function sealWarnings(merged: Values): string[] {
  const { secretName } = secretNameAt(merged, 'credentials.secretName');
  if (secretName === undefined) return [];
  return [
    `The data of OpenBao is lost without the key in Secret "${secretName}"; back it up outside the cluster, and never change it`,
  ];
}

function tlsWarnings(merged: Values): string[] {
  return hasCertificate(merged)
    ? []
    : [
        'OpenBao has no TLS: tokens and secrets cross the network in clear text; name a Secret in vault.tls.secretName',
      ];
}

/** Warns about settings that have no effect on data that exists. */
function firstStartWarnings(merged: Values): string[] {
  const isSet = ['vault.policies', 'vault.roles'].some((path) => {
    const list = valueAt(merged, path);
    return Array.isArray(list) && list.length > 0;
  });
  return isSet
    ? [
        'vault.mounts, vault.policies and vault.roles apply only when OpenBao first starts; make later changes in OpenBao itself',
      ]
    : [];
}

function hasCertificate(merged: Values): boolean {
  return secretNameAt(merged, 'vault.tls.secretName').secretName !== undefined;
}
