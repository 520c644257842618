import { operators } from '../../promises/operators.ts';
import { services } from '../../promises/services.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import type { Operator } from '../../shared/release/operator.ts';

/**
 * Returns operators by their names, in a fixed order.
 *
 * @throws Error for an unknown name, which the schema should have refused
 */
export function listOperators(names: readonly string[]): Operator[] {
  return names.toSorted().map((name) => {
    const operator = operators.find((candidate) => candidate.name === name);
    if (operator === undefined) throw new Error(`The schema accepts the unknown operator "${name}"`);
    return operator;
  });
}

/** Returns the name of the operator that serves a delivered release; undefined if it needs none. */
export function neededOperator({ engine }: DeliveredRelease): string | undefined {
  return services.find(({ type }) => type === engine)?.operator?.name;
}
