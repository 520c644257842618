import * as z from 'zod';
import { itemList } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { withRules } from '../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import { engineFields, userName } from '../../shared/service/engine-fields.ts';

/** Users of MongoDB. */
export const mongodbFields = engineFields({
  schema: () => z.strictObject({ users: users().optional() }),
  values: { users: 'mongodb.users' },
});

/** Roles on one database, and roles on all. Those that could change other users are not among them. */
const roles = {
  oneDatabase: ['read', 'readWrite', 'dbAdmin'],
  allDatabases: ['readAnyDatabase', 'readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor'],
} as const;

function users() {
  const role = withRules(
    z.strictObject({
      name: z
        .enum([...roles.oneDatabase, ...roles.allDatabases])
        .describe('Built-in role of MongoDB, such as readWrite'),
      db: boundedText(63)
        .regex(
          /^[A-Za-z][A-Za-z0-9_-]*$/,
          invalid('database', 'use letters, digits, dashes and underscores; begin with a letter'),
        )
        .optional()
        .describe('Database of the role. Required for read, readWrite and dbAdmin, and for no other role'),
    }),
    [
      {
        cel: `has(self.db) == (self.name in [${roles.oneDatabase.map((name) => `'${name}'`).join(', ')}])`,
        message: `${roles.oneDatabase.join(', ')} need db, and no other role has it; set or remove db`,
        check: ({ name, db }) =>
          (db !== undefined) === (roles.oneDatabase as readonly string[]).includes(name),
        path: ['db'],
      },
    ],
  );
  const user = z.strictObject({
    name: userName().describe('Name of the user. It signs in to the database admin'),
    roles: z.array(role).min(1).max(20).describe('Roles of the user'),
    secretName: objectName()
      .optional()
      .describe(
        'Existing Secret with the key password. Defaults to that of the service, which the operator creates, under the name as key',
      ),
  });
  return itemList(user, { min: 0, max: 50 }).describe(
    'Users besides that of the applications. A user that is removed from the list stays in MongoDB',
  );
}
