import { stringAt } from '../../shared/release/value-access.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';
import { mongodbOperator } from '../operators.ts';

/** MongoDB by Percona Operator for MongoDB, as one replica set. */
export const mongodb = defineService({
  type: 'mongodb',
  engine: 'MongoDB',
  licence: 'SSPL-1.0',
  // The operator allows 50 characters for this name and that of the replica set, rs0.
  nameLimit: 47,
  operator: mongodbOperator,
  apiVersions: ['psmdb.percona.com/v1'],
  // Images of Percona Server for MongoDB that are released with the operator 1.22.0; both have the fix of CVE-2025-14847.
  versions: {
    series: [
      { name: '7.0', versions: ['7.0.30-16'] },
      { name: '8.0', versions: ['8.0.19-7'] },
    ],
  },
  // the oplog takes at least 990 MB, the cache at least 256 MB
  floors: { cpu: '250m', memory: '512Mi', storage: '5Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  backup: false,
  highAvailability: true,
  credentials: 'optional',
  // The operator stops a member before it removes it from the replica set: the last of two has no majority.
  scaling: 'up',
  derivedNames: (name) => [`${name}-rs0`],
  // Secrets and keys: percona-server-mongodb-operator 1.22.0, custom_users.go and ssl.go in its controller
  connection: (name, merged) => {
    const { secretName } = secretNameAt(merged, 'credentials.secretName');
    const username = stringAt(merged, 'mongodb.username') ?? 'app';
    return {
      service: `${name}-rs0`,
      port: 27017,
      secretName: secretName ?? `${name}-custom-user-secret`,
      secretKeys: [secretName === undefined ? username : 'password'],
      caSecret: `${name}-ssl`,
    };
  },
});
