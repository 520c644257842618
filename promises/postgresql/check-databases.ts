import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { stringAt } from '../../shared/release/value-access.ts';
import { type NamedEntry, namedEntries, repeatedEntries } from '../../shared/service/list-entries.ts';

/** Roles of PostgreSQL whose rights a role can get. */
const predefined = ['pg_read_all_data', 'pg_write_all_data', 'pg_monitor'];

/** Reports databases and roles that CloudNativePG could not create. */
export function checkDatabases(merged: Values): Problem[] {
  const owner = stringAt(merged, 'postgresql.owner') ?? '';
  const database = stringAt(merged, 'postgresql.database') ?? '';
  const [databases, roles] = [
    namedEntries(merged, 'postgresql.databases'),
    namedEntries(merged, 'postgresql.roles'),
  ];
  const known = new Set([owner, ...roles.map(({ name }) => name)]);
  const ownerProblems = databases.flatMap(({ path, values }) => {
    const own = values['owner'];
    return typeof own !== 'string' || known.has(own) ? [] : [problem(`${path}.owner`, unknownRole(own))];
  });
  const memberProblems = roles.flatMap(({ path, name, values }) =>
    (Array.isArray(values['inRoles']) ? values['inRoles'] : []).flatMap((role, index) => {
      if (typeof role !== 'string') return [];
      const isOther = role !== name && (known.has(role) || predefined.includes(role));
      return isOther ? [] : [problem(`${path}.inRoles[${index}]`, unknownRole(role))];
    }),
  );
  return [
    ...takenProblems(databases, {
      first: database,
      advice: 'exists already; its extensions are in postgresql.extensions',
    }),
    ...takenProblems(roles, { first: owner, advice: 'exists already, with the rights of the owner' }),
    ...ownerProblems,
    ...memberProblems,
  ];
}

const unknownRole = (role: string): string =>
  `Unknown role "${role}"; use one of postgresql.roles, or postgresql.owner`;

/** Reports names that exist already, or twice. */
function takenProblems(
  entries: readonly NamedEntry[],
  { first, advice }: { readonly first: string; readonly advice: string },
): Problem[] {
  const repeated = new Set(repeatedEntries(entries, ({ name }) => name).map(({ path }) => path));
  return entries.flatMap(({ path, name }) => {
    if (name === first) return [problem(`${path}.name`, `"${name}" ${advice}; use another name`)];
    return repeated.has(path) ? [problem(`${path}.name`, `Duplicate name "${name}"`)] : [];
  });
}
