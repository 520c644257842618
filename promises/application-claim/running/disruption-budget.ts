import * as z from 'zod';
import { withRules } from '../../../shared/promise/rule.ts';
import { celNone, intOrPercent, isNone } from './int-or-percent.ts';

/** Returns the schema of the PodDisruptionBudget. */
export function disruptionBudget() {
  const fields = z.strictObject({
    enabled: z.boolean().optional().describe('Set to false for no budget'),
    maxUnavailable: intOrPercent()
      .optional()
      .describe('Pods that may be evicted at the same time, such as 1 or "25%". Defaults to 1'),
    minAvailable: intOrPercent()
      .optional()
      .describe('Pods that an eviction must leave running, such as 2 or "50%". Excludes maxUnavailable'),
  });
  return withRules(fields, [
    {
      cel: '!has(self.maxUnavailable) || !has(self.minAvailable)',
      message: 'maxUnavailable and minAvailable exclude each other; remove one',
      check: ({ maxUnavailable, minAvailable }) => maxUnavailable === undefined || minAvailable === undefined,
      path: ['minAvailable'],
    },
    {
      cel: `!has(self.maxUnavailable) || !(self.maxUnavailable in ${celNone})`,
      message: 'The budget would block every eviction, so no node could be drained; use at least 1',
      check: ({ maxUnavailable }) => !isNone(maxUnavailable),
      path: ['maxUnavailable'],
    },
    {
      cel: "!has(self.minAvailable) || self.minAvailable != dyn('100%')",
      message: 'The budget would block every eviction, so no node could be drained; use less than 100%',
      check: ({ minAvailable }) => minAvailable !== '100%',
      path: ['minAvailable'],
    },
  ]);
}
