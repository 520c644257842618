import { type Problem, problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import { hasOperator, type Operator } from '../release/operator.ts';
import type { Platform } from '../release/platform.ts';
import type { ServiceDefinition } from './define-service.ts';
import { backupOperators } from './service-backup.ts';

/** Reports a service whose engine needs an operator that the cluster does not have, at the field of its type. */
export function engineOperatorProblems(
  { operator, engine }: ServiceDefinition,
  { path, platform }: { readonly path: string; readonly platform: Platform },
): Problem[] {
  return operator === undefined || hasOperator(platform, operator.name)
    ? []
    : [problem(path, missingOperator(operator, engine))];
}

/** Reports values whose operator the cluster does not have, by value path. */
export function furtherOperatorProblems(
  merged: Values,
  { service, platform }: { readonly service: ServiceDefinition; readonly platform: Platform },
): Problem[] {
  const needed = [...(service.furtherOperators?.(merged) ?? []), ...backupOperators(merged, service)];
  return needed
    .filter(({ operator }) => !hasOperator(platform, operator.name))
    .map(({ operator, path }) => problem(path, missingOperator(operator, 'this field')));
}

function missingOperator({ name }: Operator, what: string): string {
  return `The platform does not have the operator ${name}, which ${what} needs; ask the platform team to add it to operators`;
}
