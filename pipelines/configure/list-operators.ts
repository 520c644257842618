import { operators } from '../../promises/operators.ts';
import { services } from '../../promises/services.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import type { Operator } from '../../shared/release/operator.ts';
import { findService } from '../../shared/service/find-service.ts';

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

/** Returns the names of the operators that serve a delivered release and its backups. */
export function neededOperators({ engine, backupServerName }: DeliveredRelease): string[] {
  const service = findService(services, engine);
  if (service === undefined) return [];
  const ofBackup =
    service.backup === false || backupServerName === undefined ? undefined : service.backup.operator;
  return [service.operator, ofBackup].flatMap((operator) => operator?.name ?? []);
}
