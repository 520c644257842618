import * as z from 'zod';
import { withRules } from '../../../shared/promise/rule.ts';

/** Returns the schema of the HorizontalPodAutoscaler. */
export function autoscaling() {
  const percent = (): z.ZodOptional<z.ZodInt> => z.int().min(1).max(1000).optional();
  const fields = z.strictObject({
    enabled: z.boolean().default(true).describe('Set to false for a fixed number of pods, in production too'),
    minReplicas: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Minimum number of pods. Defaults to the chart's value"),
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
      'Target memory utilization, in percent of the requested memory',
    ),
  });
  return withRules(fields, [
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
