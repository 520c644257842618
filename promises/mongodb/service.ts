import { problem } from '../../shared/errors.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';

/** MongoDB by the MongoDB community operator, which requires an existing Secret with the key `password`. */
export const mongodb = defineService({
  type: 'mongodb',
  engine: 'MongoDB',
  nameLimit: 48,
  operator: { name: 'mongodb', apiVersions: ['mongodbcommunity.mongodb.com/v1'] },
  // with the fixes of CVE-2025-14847
  versions: {
    series: [
      { name: '7.0', versions: ['7.0.28', '7.0.32'] },
      { name: '8.0', versions: ['8.0.17', '8.0.21', '8.0.23'] },
    ],
  },
  // the oplog takes at least 990 MB, the cache at least 256 MB
  floors: { cpu: '250m', memory: '512Mi', storage: '5Gi' },
  sizes: {
    small: { cpu: '500m', cpuLimit: '1', memory: '1Gi' },
    medium: { cpu: '1', cpuLimit: '2', memory: '4Gi' },
    large: { cpu: '2', cpuLimit: '4', memory: '8Gi' },
  },
  growsStorage: false,
  backup: false,
  highAvailability: true,
  credentials: 'required',
  check: (merged) =>
    secretNameAt(merged, 'credentials.secretName').secretName === undefined
      ? [problem('credentials.secretName', 'Required: the operator creates no password')]
      : [],
  derivedNames: (name) => [`${name}-svc`],
  connection: (name, merged) => ({
    service: name,
    port: 27017,
    ...secretNameAt(merged, 'credentials.secretName'),
  }),
});
