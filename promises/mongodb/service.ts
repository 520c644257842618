import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { stringAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { namedEntries, repeatedEntries } from '../../shared/service/list-entries.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { instances, pathIf } from '../../shared/service/service-pods.ts';
import { mongodbOperator } from '../operators.ts';
import { mongodbFields } from './fields.ts';

/** MongoDB by Percona Operator for MongoDB, as one replica set. */
export const mongodb = defineService({
  type: 'mongodb',
  engine: 'MongoDB',
  catalogType: 'database',
  kind: 'MongoDB',
  plural: 'mongodbs',
  licence: 'SSPL-1.0',
  // The operator allows 50 characters for this name and that of the replica set, rs0.
  nameLimit: 47,
  operator: mongodbOperator,
  apiVersions: ['psmdb.percona.com/v1'],
  // Images that Percona released for the operators 1.23.0 and 1.23.1; the operator 1.22.0 treats all versions of a series
  // alike. Earlier images can be crashed without a password (CVE-2026-9740: before 7.0.35 and 8.0.24; CVE-2026-6914).
  versions: {
    series: [
      // https://www.mongodb.com/legal/support-policy/lifecycles
      { name: '7.0', versions: ['7.0.37-20', '7.0.43-23'], supportedUntil: '2027-08-31' },
      { name: '8.0', versions: ['8.0.26-11', '8.0.32-14'], supportedUntil: '2029-10-31' },
    ],
  },
  // the oplog takes at least 990 MB, the cache at least 256 MB
  floors: { cpu: '250m', memory: '512Mi', storage: '5Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: {
    method: 'scheduled backups and the operations log by Percona Backup for MongoDB (`s3://` with a Secret)',
    restore: 'an object `PerconaServerMongoDBRestore` that you create, also to a point in time',
    stores: ['s3://'],
    secretReason: 'its operator opens the store too, and has no identity there',
    // Argo CD creates an object that is missing, and each new object of this kind restores.
    restoreReason: 'its operator repeats a restore whenever its object is created again',
    serverName: (merged) => {
      const [series = ''] = /^[0-9]+\.[0-9]+/.exec(stringAt(merged, 'version') ?? '') ?? [];
      return `${stringAt(merged, 'backup.archive') ?? ''}.mongodb${series}`;
    },
  },
  highAvailability: true,
  credentials: 'optional',
  // The operator stops a member before it removes it from the replica set: the last of two has no majority.
  scaling: 'up',
  derivedNames: (name) => [`${name}-rs0`],
  fields: mongodbFields,
  userSecrets: (name, merged) => [
    ...new Set(
      namedEntries(merged, 'mongodb.users').map(({ values: { secretName } }) =>
        typeof secretName === 'string' && secretName !== '' ? secretName : defaultSecret(name),
      ),
    ),
  ],
  check: (merged, name) => [...takenProblems(merged), ...lengthProblems(merged, name)],
  pods: (merged) => [
    instances(merged, { containers: pathIf(merged, 'backup.enabled', 'mongodb.backup.resources') }),
  ],
  // Secrets and keys: percona-server-mongodb-operator 1.22.0, custom_users.go and ssl.go in its controller
  connection: (name, merged) => {
    const { secretName } = secretNameAt(merged, 'credentials.secretName');
    const username = mainUser(merged);
    return {
      service: `${name}-rs0`,
      port: 27017,
      secretName: secretName ?? defaultSecret(name),
      facts: {
        database: stringAt(merged, 'mongodb.database') ?? 'app',
        'auth-database': 'admin',
        'replica-set': 'rs0',
        username,
      },
      secretKeys: { password: secretName === undefined ? username : 'password' },
      caSecret: `${name}-ssl`,
    };
  },
});

/** Returns the Secret with the passwords of the users that name none, each under the name of the user as key. */
const defaultSecret = (name: string): string => `${name}-custom-user-secret`;

const mainUser = (merged: Values): string => stringAt(merged, 'mongodb.username') ?? 'app';

/** Reports users that exist already: the operator would ignore them. */
function takenProblems(merged: Values): Problem[] {
  const users = namedEntries(merged, 'mongodb.users');
  const repeated = new Set(repeatedEntries(users, ({ name }) => name).map(({ path }) => path));
  return users.flatMap(({ path, name }) => {
    if (name === mainUser(merged))
      return [problem(`${path}.name`, `"${name}" is the user of the applications; use another name`)];
    return repeated.has(path) ? [problem(`${path}.name`, `User "${name}" is listed twice; remove one`)] : [];
  });
}

/**
 * Maximum length of the names of service and user together: the operator puts both into the name of an annotation of
 * the Secret, `<service>-<user>-hash`, which has at most 63 characters.
 */
const combinedNameLimit = 57;

/** Reports users whose password the operator cannot record: it would then make no further change of the service. */
function lengthProblems(merged: Values, name: string): Problem[] {
  const users = [
    { path: 'mongodb.username', name: mainUser(merged) },
    ...namedEntries(merged, 'mongodb.users').map((user) => ({ path: `${user.path}.name`, name: user.name })),
  ];
  return users
    .filter((user) => name.length + user.name.length > combinedNameLimit)
    .map((user) =>
      problem(
        user.path,
        `"${user.name}" is too long: the names of the service and the user have at most ${combinedNameLimit} characters together; use a shorter name`,
      ),
    );
}
