import { type Problem, problem } from '../../shared/errors.ts';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { limitProblems } from '../../shared/promise/item-resources.ts';
import { textAt, valueAt } from '../../shared/release/merged.ts';

/** What the chart's schema cannot say about the merged values of an application: how they fit together. */
export function checkValues(merged: Values): Problem[] {
  return [
    ...limitProblems(merged),
    ...autoscalingProblems(merged),
    ...imageProblems(merged),
    ...twiceProblems(merged, 'ports', 'name'),
    ...twiceProblems(merged, 'env', 'name'),
  ];
}

function autoscalingProblems(merged: Values): Problem[] {
  const autoscaling = valueAt(merged, 'autoscaling');
  if (!isMap(autoscaling) || autoscaling['enabled'] !== true) return [];
  const { minReplicas: least, maxReplicas: most } = autoscaling;
  const targets = ['targetCPUUtilizationPercentage', 'targetMemoryUtilizationPercentage'];
  if (targets.every((target) => typeof autoscaling[target] !== 'number')) {
    return [problem('autoscaling', 'A target for CPU or for memory is required')];
  }
  if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return [];
  return [problem('autoscaling.minReplicas', `The least of ${least} pods is above the most of ${most}`)];
}

function imageProblems(merged: Values): Problem[] {
  if (textAt(merged, 'image.repository')) return [];
  return [problem('image.repository', 'Required: without it there is nothing to run')];
}

function twiceProblems(merged: Values, list: string, key: string): Problem[] {
  const entries = valueAt(merged, list);
  const keys = (Array.isArray(entries) ? entries : []).map((entry: Value) =>
    isMap(entry) ? entry[key] : undefined,
  );
  return keys.flatMap((name, index) =>
    name === undefined || keys.indexOf(name) === index
      ? []
      : [problem(`${list}[${index}].${key}`, `'${String(name)}' stands twice`)],
  );
}
