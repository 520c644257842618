import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { stringAt, valueAt } from '../../shared/release/value-access.ts';

/** Roles of PostgreSQL whose rights a role can get. */
const predefined = ['pg_read_all_data', 'pg_write_all_data', 'pg_monitor'];

/** Entry of a list with the path of its values. */
interface Entry {
  readonly path: string;
  readonly name: string;
  readonly values: Values;
}

/** Returns the entries of a list that have a name. The schema reports any other entry. */
export function entriesAt(merged: Values, list: string): Entry[] {
  const path = `postgresql.${list}`;
  const found = valueAt(merged, path);
  return (Array.isArray(found) ? found : []).flatMap((values, index) =>
    isMap(values) && typeof values['name'] === 'string'
      ? [{ path: `${path}[${index}]`, name: values['name'], values }]
      : [],
  );
}

/** Reports databases and roles that CloudNativePG could not create. */
export function checkDatabases(merged: Values): Problem[] {
  const owner = stringAt(merged, 'postgresql.owner') ?? '';
  const database = stringAt(merged, 'postgresql.database') ?? '';
  const [databases, roles] = [entriesAt(merged, 'databases'), entriesAt(merged, 'roles')];
  const known = [owner, ...roles.map(({ name }) => name)];
  const ownerProblems = databases.flatMap(({ path, values }) => {
    const own = values['owner'];
    return typeof own !== 'string' || known.includes(own) ? [] : [problem(`${path}.owner`, unknownRole(own))];
  });
  const memberProblems = roles.flatMap(({ path, name, values }) =>
    (Array.isArray(values['inRoles']) ? values['inRoles'] : []).flatMap((role, index) => {
      if (typeof role !== 'string') return [];
      const isOther = role !== name && [...known, ...predefined].includes(role);
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
  entries: readonly Entry[],
  { first, advice }: { readonly first: string; readonly advice: string },
): Problem[] {
  return entries.flatMap(({ path, name }, index) => {
    if (name === first) return [problem(`${path}.name`, `"${name}" ${advice}; use another name`)];
    const isDuplicate = entries.findIndex((other) => other.name === name) < index;
    return isDuplicate ? [problem(`${path}.name`, `Duplicate name "${name}"`)] : [];
  });
}
