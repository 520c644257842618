import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { valueAt } from '../../../shared/release/value-access.ts';
import { isNone, podCount } from './int-or-percent.ts';

/** Reports a rollout that Kubernetes would refuse, and a budget that blocks every eviction. */
export function checkRollout(merged: Values): Problem[] {
  return [...rolloutProblems(merged), ...budgetProblems(merged)];
}

function rolloutProblems(merged: Values): Problem[] {
  const at = (name: string) => valueAt(merged, `rollout.${name}`);
  const isRolling = at('strategy') !== 'Recreate';
  const [ready, deadline] = [Number(at('minReadySeconds')), Number(at('progressDeadlineSeconds'))];
  const [sleep, grace] = [Number(at('preStop.sleepSeconds')), Number(at('terminationGracePeriodSeconds'))];
  return [
    ...(isRolling && isNone(at('maxSurge')) && isNone(at('maxUnavailable'))
      ? [problem('rollout.maxUnavailable', 'maxSurge and maxUnavailable cannot both be 0; raise one of them')]
      : []),
    ...(deadline <= ready
      ? [
          problem(
            'rollout.progressDeadlineSeconds',
            `progressDeadlineSeconds (${deadline}) must exceed minReadySeconds (${ready}); raise it`,
          ),
        ]
      : []),
    ...(sleep > 0 && sleep >= grace
      ? [
          problem(
            'rollout.terminationGracePeriodSeconds',
            `terminationGracePeriodSeconds (${grace}) must exceed preStop.sleepSeconds (${sleep}); raise it or sleep less`,
          ),
        ]
      : []),
  ];
}

function budgetProblems(merged: Values): Problem[] {
  if (valueAt(merged, 'disruptionBudget.enabled') !== true) return [];
  const path = valueAt(merged, 'autoscaling.enabled') === true ? 'autoscaling.minReplicas' : 'replicas';
  const pods = Number(valueAt(merged, path));
  const [least, most] = ['minAvailable', 'maxUnavailable'].map((name) =>
    valueAt(merged, `disruptionBudget.${name}`),
  );
  const advice = 'The budget would block every eviction, so no node could be drained';
  if (least === undefined || least === '') {
    return isNone(most) ? [problem('disruptionBudget.maxUnavailable', `${advice}; use at least 1`)] : [];
  }
  if (pods === 0 || (podCount(least, pods) ?? 0) < pods) return [];
  const message = `${advice}: ${least} of ${pods} pods (${path}) must stay; lower minAvailable or use maxUnavailable: 1`;
  return [problem('disruptionBudget.minAvailable', message)];
}
