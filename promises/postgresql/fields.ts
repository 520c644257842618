import * as z from 'zod';
import { itemList } from '../../shared/promise/collections.ts';
import { invalid } from '../../shared/promise/quoted-value.ts';
import { boundedText, objectName } from '../../shared/promise/vocabulary.ts';
import { engineFields } from '../../shared/service/engine-fields.ts';

/** Databases, roles and extensions of PostgreSQL. */
export const postgresqlFields = engineFields({
  schema: () =>
    z.strictObject({
      databases: databases().optional(),
      roles: roles().optional(),
      extensions: extensions().optional(),
    }),
  values: {
    databases: 'postgresql.databases',
    roles: 'postgresql.roles',
    extensions: 'postgresql.extensions',
  },
  contents: [{ list: 'databases', kind: 'database' }],
});

function databases() {
  const database = z.strictObject({
    name: sqlName().describe('Name of the database'),
    owner: sqlName().optional().describe('Role that owns the database. Defaults to that of the application'),
    extensions: extensions().optional(),
  });
  return itemList(database, { min: 0, max: 50 }).describe(
    'Further databases. Removing a database drops its data, and is refused for a protected service',
  );
}

function roles() {
  const role = z.strictObject({
    name: sqlName().describe('Name of the role'),
    secretName: objectName()
      .optional()
      .describe(
        'Existing Secret of the type basic-auth with username and password. Defaults to a client certificate',
      ),
    inRoles: z
      .array(sqlName())
      .max(20)
      .optional()
      .describe('Roles whose rights the role has, also pg_read_all_data, pg_write_all_data and pg_monitor'),
  });
  return itemList(role, { min: 0, max: 50 }).describe('Further roles that can log in');
}

function extensions() {
  const extension = boundedText(63).regex(
    /^[a-z][a-z0-9_-]*$/,
    invalid('extension', 'use a name such as "pgcrypto"'),
  );
  return z
    .array(extension)
    .max(50)
    .describe('Extensions of the database. A removed extension stays installed');
}

function sqlName() {
  return boundedText(63).regex(
    /^[a-z]([a-z0-9_]*[a-z0-9])?$/,
    invalid('name', 'use lower-case letters, digits and underscores; begin with a letter'),
  );
}
