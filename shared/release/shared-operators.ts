import { compareByAge } from './compare-by-age.ts';
import { destinationKey } from './destination.ts';
import type { ExistingRequest } from './existing-request.ts';
import { ownOperators } from './operator.ts';
import type { Platform } from './platform.ts';
import { printRequest } from './request-reference.ts';

/** Operators of a platform that this BootstrapClaim installs, and warnings about the others. */
export interface OperatorShare {
  readonly installs: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Returns the operators that a BootstrapClaim installs: those that no other claim installs on the same cluster. If two claims
 * install one, because they first ran at the same time, the older keeps it.
 */
export function shareOperators(
  { operators, destination }: Platform,
  { self, others }: { readonly self: ExistingRequest; readonly others: readonly ExistingRequest[] },
): OperatorShare {
  const own = ownOperators(self.platform);
  const neighbours = others.filter(
    ({ platform }) =>
      platform !== undefined && destinationKey(platform.destination) === destinationKey(destination),
  );
  const shares = operators.map((name) => ({
    name,
    owner: neighbours.find(
      (other) =>
        ownOperators(other.platform).includes(name) && (!own.includes(name) || compareByAge(other, self) < 0),
    ),
  }));
  return {
    installs: shares.filter(({ owner }) => owner === undefined).map(({ name }) => name),
    warnings: shares.flatMap(({ name, owner }) =>
      owner === undefined
        ? []
        : [`Operator ${name} is installed by ${printRequest(owner)} on this cluster; this claim uses it`],
    ),
  };
}
