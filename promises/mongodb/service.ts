import { problem } from '../../shared/errors.ts';
import { defineService } from '../../shared/service/define-service.ts';
import { secretNameAt } from '../../shared/service/secret-name-at.ts';

/** MongoDB by the MongoDB community operator, which requires an existing Secret with the key `password`. */
export const mongodb = defineService({
  type: 'mongodb',
  engine: 'MongoDB',
  nameLimit: 48,
  operator: { name: 'mongodb', apiVersions: ['mongodbcommunity.mongodb.com/v1'] },
  versions: {
    text: '6.0, 7.0 and 8.0 with their patch level, such as "6.0.13"',
    pattern: /^[678]\.0\.[0-9]{1,2}$/,
  },
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
