import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { isMap } from '../../../shared/helm/layers.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { scaleToZero } from './autoscaling.ts';
import { usesMetrics } from './metrics.ts';

/** Describes the layer of a value that the request does not set, for messages: `, the chart's default`. */
export type DescribeDefault = (path: string) => string;

/** Reports bounds and targets that contradict each other. */
export function checkAutoscaling(merged: Values, describeDefault: DescribeDefault): Problem[] {
  const autoscaling = valueAt(merged, 'autoscaling');
  if (!isMap(autoscaling) || autoscaling['enabled'] !== true) return [];
  const { minReplicas: least, maxReplicas: most } = autoscaling;
  const targets = ['targetCPUUtilizationPercentage', 'targetMemoryUtilizationPercentage'];
  if (!usesMetrics(merged)) {
    if (targets.every((target) => !autoscaling[target])) {
      return [problem('autoscaling', 'Autoscaling needs a target for CPU or memory, or metrics')];
    }
    if (least === 0) return [problem('autoscaling.minReplicas', scaleToZero)];
  }
  if (typeof least !== 'number' || typeof most !== 'number' || least <= most) return [];
  const [low, high] = ['minReplicas', 'maxReplicas'].map((name) => describeDefault(`autoscaling.${name}`));
  const message = `minReplicas (${least}${low}) exceeds maxReplicas (${most}${high})`;
  return [problem(low === '' ? 'autoscaling.minReplicas' : 'autoscaling.maxReplicas', message)];
}
