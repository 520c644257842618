import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { listEntries, namedEntries, repeatedEntries } from '../../../shared/service/list-entries.ts';

/** Reports variables that both `services` and `env` set, and variables of two services with one name. */
export function checkBindings(merged: Values): Problem[] {
  const generated = namedEntries(merged, 'bindings.env');
  if (generated.length === 0) return [];
  const names = new Set(generated.map(({ name }) => name));
  return [
    ...repeatedEntries(generated, ({ name }) => name).map(({ name }) =>
      problem(
        'bindings.env',
        `Two services set the variable "${name}"; use valueFrom.serviceRef for one of them`,
      ),
    ),
    ...[{ path: '', values: merged }, ...listEntries(merged, 'jobs')].flatMap(({ path: list, values }) =>
      namedEntries(values, 'env')
        .filter(({ name }) => names.has(name))
        .map(({ path, name }) =>
          problem(
            `${list === '' ? '' : `${list}.`}${path}.name`,
            `Duplicate variable "${name}": services sets it too; set it in one place`,
          ),
        ),
    ),
  ];
}
