import * as z from 'zod';
import { withRules } from '../../../shared/promise/rule.ts';
import { celNone, intOrPercent, isNone } from './int-or-percent.ts';

/** Returns the schema of how pods are replaced and stopped. */
export function rollout() {
  const fields = z.strictObject({
    strategy: z
      .enum(['RollingUpdate', 'Recreate'])
      .optional()
      .describe('Recreate stops all pods before it starts new ones. Defaults to RollingUpdate'),
    maxSurge: intOrPercent()
      .optional()
      .describe('Pods above the number of replicas during a rollout, such as 1 or "25%". Defaults to "25%"'),
    maxUnavailable: intOrPercent()
      .optional()
      .describe('Unavailable pods during a rollout, such as 0 or "25%". Defaults to "25%"'),
    minReadySeconds: z
      .int()
      .min(0)
      .max(3600)
      .optional()
      .describe('Seconds that a new pod must be ready before it counts as available. Defaults to 0'),
    progressDeadlineSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .optional()
      .describe('Seconds without progress until a rollout counts as failed. Defaults to 600'),
    revisionHistoryLimit: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('Former ReplicaSets to keep. Defaults to 10'),
    preStop: z
      .strictObject({
        sleepSeconds: z
          .int()
          .min(0)
          .max(3600)
          .describe('Seconds between the end of new traffic and SIGTERM. Set to 0 for none. Defaults to 5'),
      })
      .optional()
      .describe('What happens before a pod gets SIGTERM'),
    terminationGracePeriodSeconds: z
      .int()
      .min(1)
      .max(3600)
      .optional()
      .describe('Seconds until a stopping pod is killed, with those of preStop. Defaults to 30'),
  });
  return withRules(fields, [
    {
      cel: `!has(self.maxSurge) || !has(self.maxUnavailable) || !(self.maxSurge in ${celNone} && self.maxUnavailable in ${celNone})`,
      message: 'maxSurge and maxUnavailable cannot both be 0; raise one of them',
      check: ({ maxSurge, maxUnavailable }) => !(isNone(maxSurge) && isNone(maxUnavailable)),
      path: ['maxUnavailable'],
    },
    {
      cel: "!has(self.strategy) || self.strategy != 'Recreate' || !(has(self.maxSurge) || has(self.maxUnavailable))",
      message: 'maxSurge and maxUnavailable have no effect with Recreate; remove them',
      check: ({ strategy, maxSurge, maxUnavailable }) =>
        strategy !== 'Recreate' || (maxSurge === undefined && maxUnavailable === undefined),
      path: ['strategy'],
    },
  ]);
}
