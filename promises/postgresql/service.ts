import { stringAt, valueAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { seriesOf } from '../../shared/service/engine-versions.ts';
import { namedEntries } from '../../shared/service/list-entries.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { instances, pathIf } from '../../shared/service/service-pods.ts';
import { barmanCloud, cloudnativePg } from '../operators.ts';
import { checkDatabases } from './check-databases.ts';
import { checkParameters, walVolume } from './check-parameters.ts';
import { postgresqlFields } from './fields.ts';

/** PostgreSQL by CloudNativePG. */
export const postgresql = defineService({
  type: 'postgresql',
  engine: 'PostgreSQL',
  catalogType: 'database',
  kind: 'PostgreSQL',
  plural: 'postgresqls',
  licence: 'PostgreSQL',
  nameLimit: 50,
  operator: cloudnativePg,
  apiVersions: ['postgresql.cnpg.io/v1', 'barmancloud.cnpg.io/v1'],
  // the images `standard-trixie` of cloudnative-pg/postgres-containers (docker-bake.hcl of each release); there is no 18.5
  versions: {
    series: [
      // https://www.postgresql.org/support/versioning/
      { ...seriesOf('15', [14, 19]), supportedUntil: '2027-11-11' },
      { ...seriesOf('16', [10, 15]), supportedUntil: '2028-11-09' },
      { ...seriesOf('17', [6, 11]), supportedUntil: '2029-11-08' },
      { ...seriesOf('18', [0, 4], '18.6'), supportedUntil: '2030-11-14' },
    ],
    outage:
      'the database is down while its data is converted, the standbys are cloned again, and extensions are updated by hand',
  },
  // WAL alone takes up to 1.5 GB (wal_keep_size, max_wal_size)
  floors: { cpu: '100m', memory: '256Mi', storage: '2Gi' },
  sizes: {
    small: { cpu: '100m', cpuLimit: '500m', memory: '512Mi' },
    medium: { cpu: '500m', cpuLimit: '1', memory: '2Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: {
    method:
      'base backups and write-ahead log by the Barman Cloud plugin (`s3://`, `gs://`, Azure Blob Storage)',
    restore: '`restore` of a new service, to the end of the archive or to a point in time',
    operator: barmanCloud,
    seriesOf: (serverName) => /\.pg([0-9]+)$/.exec(serverName)?.[1],
    serverName: (merged) => {
      const [major = ''] = (stringAt(merged, 'version') ?? '').split('.');
      return `${stringAt(merged, 'backup.archive') ?? ''}.pg${major}`;
    },
  },
  highAvailability: true,
  credentials: 'operator',
  check: (merged) => [...checkParameters(merged), ...checkDatabases(merged)],
  walVolume,
  pods: (merged) => [
    instances(merged, {
      containers: pathIf(merged, 'backup.enabled', 'postgresql.backup.resources'),
      volumes: walVolume(merged) === undefined ? [] : ['postgresql.walStorage.size'],
    }),
    ...(valueAt(merged, 'postgresql.pooler.enabled') === true
      ? [
          {
            count: Number(stringAt(merged, 'postgresql.pooler.instances')),
            containers: ['postgresql.pooler.resources'],
            volumes: [],
          },
        ]
      : []),
  ],
  fields: postgresqlFields,
  contents: (merged) => namedEntries(merged, 'postgresql.databases').map(({ name }) => `database/${name}`),
  // the Secret of a client certificate: cloudnative-pg 1.30, api/v1/databaserole_types.go
  userSecrets: (name, merged) =>
    namedEntries(merged, 'postgresql.roles').map((role) =>
      typeof role.values['secretName'] === 'string'
        ? role.values['secretName']
        : `${name}.${role.name.replaceAll('_', '-')}-client-cert`,
    ),
  derivedNames: (name) => ['rw', 'ro', 'r', 'pooler'].map((role) => `${name}-${role}`),
  // keys of the Secret: cloudnative-pg 1.30, pkg/specs/secrets.go
  connection: (name, merged) => {
    const own = secretNameAt(merged, 'credentials.secretName');
    const created = { database: 'dbname', host: 'host', port: 'port', uri: 'uri', 'jdbc-uri': 'jdbc-uri' };
    return {
      service: name,
      port: 5432,
      secretName: `${name}-app`,
      ...own,
      facts: { database: stringAt(merged, 'postgresql.database') ?? 'app' },
      secretKeys: {
        username: 'username',
        password: 'password',
        ...(own.secretName === undefined ? created : {}),
      },
      caSecret: `${name}-ca`,
      ...(valueAt(merged, 'postgresql.pooler.enabled') === true && { pooler: `${name}-pooler` }),
    };
  },
});
