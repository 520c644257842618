import * as z from 'zod';
import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { boundedRecord } from '../../../shared/promise/collections.ts';
import { invalid } from '../../../shared/promise/quoted-value.ts';
import { withRules } from '../../../shared/promise/rule.ts';
import { boundedText, objectName } from '../../../shared/promise/vocabulary.ts';
import type { Placement } from '../../../shared/release/placement.ts';
import { valueAt } from '../../../shared/release/value-access.ts';

/** Returns the schema of metrics outside of the pods (KEDA, `ScaleTriggers`). */
export function metrics() {
  const trigger = z.strictObject({
    type: boundedText(63)
      .regex(/^[a-z][a-z0-9-]*$/, invalid('type of a trigger', 'use one of KEDA, such as "rabbitmq"'))
      .describe('Type of the trigger, such as prometheus, rabbitmq or kafka'),
    metadata: boundedRecord(boundedText(253), boundedText(4096), { max: 50 }).describe(
      'Settings of the trigger. Every value is a string',
    ),
    metricType: z
      .enum(['AverageValue', 'Value'])
      .optional()
      .describe('Set to Value to compare the metric itself, not its average per pod'),
    authenticationRef: z
      .strictObject({
        name: objectName().describe("Name of a TriggerAuthentication in the release's namespace"),
      })
      .optional()
      .describe('Credentials of the trigger'),
  });
  const checked = withRules(trigger, [
    {
      cel: "!(self.type in ['cpu', 'memory'])",
      message:
        'CPU and memory are targets of their own; use targetCPUUtilizationPercentage or targetMemoryUtilizationPercentage',
      check: ({ type }) => type !== 'cpu' && type !== 'memory',
      path: ['type'],
    },
  ]);
  return z.array(checked).max(10);
}

/** Reports metrics on a cluster without KEDA: Argo CD could not apply the release. */
export function metricsProblems(merged: Values, { platform }: Placement): Problem[] {
  if (platform.keda === true || !usesMetrics(merged)) return [];
  const message =
    'The platform has no KEDA; use targetCPUUtilizationPercentage, or ask the platform team to set keda: true in the BootstrapClaim';
  return [problem('autoscaling.metrics', message)];
}

/** Returns true if metrics outside of the pods scale an application. */
export function usesMetrics(merged: Values): boolean {
  const list = valueAt(merged, 'autoscaling.metrics');
  return valueAt(merged, 'autoscaling.enabled') === true && Array.isArray(list) && list.length > 0;
}
