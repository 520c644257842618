import * as z from 'zod';
import { withRules } from '../../../shared/promise/rule.ts';
import { metrics } from './metrics.ts';

/** Message for no pods without a trigger that could start one. */
export const scaleToZero =
  'minReplicas: 0 needs metrics, because no pod would have a CPU usage; use at least 1';

/** Returns the schema of the autoscaler. */
export function autoscaling() {
  const percent = (): z.ZodOptional<z.ZodInt> => z.int().min(1).max(1000).optional();
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false for a fixed number of pods, in production too'),
    minReplicas: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe("Minimum number of pods. Defaults to the chart's value; 0 needs metrics"),
    maxReplicas: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Maximum number of pods. Defaults to the chart's value"),
    targetCPUUtilizationPercentage: percent().describe(
      'Target CPU utilization, in percent of the requested CPU',
    ),
    targetMemoryUtilizationPercentage: percent().describe(
      'Target memory utilization, in percent of the requested memory. Defaults to none',
    ),
    metrics: metrics()
      .optional()
      .describe('Triggers of KEDA in addition to the targets, where the platform has KEDA'),
    behavior: z
      .strictObject({
        scaleUp: scalingRules().optional().describe('Speed of adding pods'),
        scaleDown: scalingRules().optional().describe('Speed of removing pods'),
      })
      .optional()
      .describe('Speed of scaling, as in a HorizontalPodAutoscaler'),
  });
  return withRules(fields, [
    {
      cel: '!has(self.minReplicas) || self.minReplicas > 0 || (has(self.metrics) && size(self.metrics) > 0)',
      message: scaleToZero,
      check: ({ minReplicas, metrics: triggers = [] }) => minReplicas !== 0 || triggers.length > 0,
      path: ['minReplicas'],
    },
    {
      cel: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
      message: 'minReplicas exceeds maxReplicas',
      problems: ({ minReplicas, maxReplicas }) =>
        minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas
          ? []
          : [
              {
                path: ['minReplicas'],
                message: `minReplicas (${minReplicas}) exceeds maxReplicas (${maxReplicas})`,
              },
            ],
    },
  ]);
}

/** Returns the schema of the speed of scaling in one direction (Kubernetes, `validateScalingRules`). */
function scalingRules() {
  const policy = z.strictObject({
    type: z.enum(['Pods', 'Percent']).describe('Unit of value'),
    value: z.int().min(1).max(10_000).describe('Pods, or percent of the pods, that may change in a period'),
    periodSeconds: z.int().min(1).max(1800).describe('Seconds of a period'),
  });
  return z.strictObject({
    stabilizationWindowSeconds: z
      .int()
      .min(0)
      .max(3600)
      .optional()
      .describe('Seconds of past recommendations to consider. Defaults to 0 up and 300 down'),
    selectPolicy: z
      .enum(['Max', 'Min', 'Disabled'])
      .optional()
      .describe('Policy that applies if there are several. Disabled stops scaling in this direction'),
    policies: z.array(policy).min(1).max(10).optional().describe('Limits of the change in a period'),
  });
}
