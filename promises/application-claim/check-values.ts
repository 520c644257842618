import { type Problem, problem } from '../../shared/errors.ts';
import type { Value, Values } from '../../shared/helm/chart.ts';
import { isMap } from '../../shared/helm/layers.ts';
import { limitProblems } from '../../shared/promise/item-resources.ts';
import { textAt, valueAt } from '../../shared/release/merged.ts';
import { mainPort } from './main-port.ts';

/** What the chart's schema cannot say about the merged values of an application: how they fit together. */
export function checkValues(merged: Values): Problem[] {
  return [
    ...limitProblems(merged),
    ...autoscalingProblems(merged),
    ...imageProblems(merged),
    ...mainPortProblems(merged),
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

/** HTTP, which the probes and an Ingress speak, needs TCP (RFC 9110 section 4.2). */
function mainPortProblems(merged: Values): Problem[] {
  const main = mainPort(merged);
  const protocol = main?.port['protocol'] ?? 'TCP';
  const isProbed = valueAt(merged, 'healthCheck.enabled') === true && !valueAt(merged, 'healthCheck.port');
  const isEntered = valueAt(merged, 'ingress.enabled') === true;
  if (main === undefined || protocol === 'TCP' || !(isProbed || isEntered)) return [];
  const wayOut = isEntered ? '' : ', or set healthCheck.enabled: false';
  const message = `The main port must be TCP for probes and ingress: name a TCP port http, or put one first${wayOut}`;
  return [problem(`ports[${main.index}].protocol`, message)];
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
