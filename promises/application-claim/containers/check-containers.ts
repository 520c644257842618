import { type Problem, problem } from '../../../shared/errors.ts';
import type { Value, Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { stringAt, valueAt } from '../../../shared/release/value-access.ts';
import { scalarText } from '../../../shared/scalar-text.ts';

/** Reports contradictions between the image, the ports, the probes and the variables of the container. */
export function checkContainers(merged: Values): Problem[] {
  return [
    ...imageProblems(merged),
    ...probePortProblems(merged),
    ...duplicateProblems(merged, 'ports', 'name'),
    ...duplicateProblems(merged, 'env', 'name'),
  ];
}

function imageProblems(merged: Values): Problem[] {
  if (stringAt(merged, 'image.repository')) return [];
  return [problem('image.repository', 'image.repository is required')];
}

/** Reports a port of the probes that the application does not have. */
function probePortProblems(merged: Values): Problem[] {
  const wanted = valueAt(merged, 'healthCheck.port');
  const ports = valueAt(merged, 'ports');
  const hasProbes =
    valueAt(merged, 'healthCheck.enabled') === true && Array.isArray(ports) && ports.length > 0;
  if (!hasProbes || wanted === undefined || wanted === null || wanted === '') return [];
  const known = ports.filter(isMap);
  if (known.some((port) => port['name'] === wanted || port['port'] === wanted)) return [];
  const choices = known.map((port) => `${scalarText(port['name'])} (${scalarText(port['port'])})`).join(', ');
  return [
    problem(
      'healthCheck.port',
      `The application has no port ${JSON.stringify(wanted)}; its ports are ${choices}`,
    ),
  ];
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
