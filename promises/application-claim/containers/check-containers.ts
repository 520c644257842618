import { type Problem, problem } from '../../../shared/errors.ts';
import type { Values } from '../../../shared/helm/chart.ts';
import { stringAt } from '../../../shared/release/value-access.ts';
import { checkFurtherContainers } from './check-further.ts';
import { checkProbes } from './check-probes.ts';
import { duplicateProblems } from './duplicates.ts';

/** Reports contradictions between the images, the ports, the probes and the variables of the containers. */
export function checkContainers(merged: Values, release: string): Problem[] {
  return [
    ...imageProblems(merged),
    ...checkProbes(merged),
    ...duplicateProblems(merged, 'ports', 'name'),
    ...duplicateProblems(merged, 'env', 'name'),
    ...checkFurtherContainers(merged, release),
  ];
}

function imageProblems(merged: Values): Problem[] {
  if (stringAt(merged, 'image.repository')) return [];
  return [problem('image.repository', 'image.repository is required')];
}
