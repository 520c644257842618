import { autoscaling } from './autoscaling.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { jobs } from './jobs.ts';
import { rollout } from './rollout.ts';

/** Returns the fields of how an application runs. */
export function runningFields() {
  return {
    autoscaling: autoscaling().optional().describe('Autoscaling by CPU and memory'),
    rollout: rollout().optional().describe('How pods are replaced and stopped'),
    disruptionBudget: disruptionBudget()
      .optional()
      .describe('Limit of evictions, such as by the drain of a node. Applies from two pods on'),
    jobs: jobs().optional().describe('Jobs of the application: on a schedule, or before each deployment'),
  };
}
