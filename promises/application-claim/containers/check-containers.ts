import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { stringAt, valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';
import { checkProbes } from './check-probes.ts';

/** Reports contradictions between the image, the ports, the probes and the variables of the container. */
export function checkContainers(merged: Values): Problem[] {
  return [
    ...imageProblems(merged),
    ...checkProbes(merged),
    ...duplicateProblems(merged, 'ports', 'name'),
    ...duplicateProblems(merged, 'env', 'name'),
  ];
}

function imageProblems(merged: Values): Problem[] {
  if (stringAt(merged, 'image.repository')) return [];
  return [problem('image.repository', 'image.repository is required')];
}

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
