import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';

/** Reports entries of a list with duplicate keys. */
export function duplicateProblems(merged: Values, list: string, key: string): Problem[] {
  const entries = valueAt(merged, list);
  const keys = (Array.isArray(entries) ? entries : []).map((entry: Value) =>
    isMap(entry) ? entry[key] : undefined,
  );
  return keys.flatMap((name, index) =>
    name === undefined || keys.indexOf(name) === index
      ? []
      : [problem(`${list}[${index}].${key}`, `Duplicate name "${scalarText(name)}"`)],
  );
}
