import { lazy } from '../../../shared/promise/lazy.ts';
import { objectName } from '../../../shared/promise/vocabulary.ts';
import { autoscaling } from './autoscaling.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { jobs } from './jobs.ts';
import { labels } from './labels.ts';
import { rollout } from './rollout.ts';
import { security } from './security.ts';
import { serviceAccount } from './service-account.ts';
import { topologySpread } from './topology-spread.ts';

/** Returns the fields of how an application runs. */
export function runningFields() {
  return {
    autoscaling: lazy(autoscaling).optional().describe('Autoscaling by CPU and memory'),
    rollout: lazy(rollout).optional().describe('How pods are replaced and stopped'),
    disruptionBudget: lazy(disruptionBudget)
      .optional()
      .describe('Limit of evictions, such as by the drain of a node. Applies from two pods on'),
    security: lazy(security).optional().describe('User, group and file system of the containers'),
    serviceAccount: lazy(serviceAccount)
      .optional()
      .describe('Identity of the pods, such as for the role of a cloud'),
    labels: lazy(labels).optional().describe('Labels of the objects and pods'),
    priorityClassName: objectName().optional().describe('Priority of the pods, if the platform allows it'),
    topologySpread: lazy(topologySpread)
      .optional()
      .describe("How pods spread over zones and nodes. Replaces the chart's default"),
    jobs: lazy(jobs).optional().describe('Jobs of the application: on a schedule, or before each deployment'),
  };
}
