import { type Problem, RequestError } from '../errors.ts';
import type { PlannedRelease } from './data-safety.ts';
import type { DeliveredRelease } from './existing-request.ts';

/**
 * Refuses new services with a version that is only for existing ones.
 *
 * @throws RequestError `NotAllowed`
 */
export function checkNewVersions(
  planned: readonly PlannedRelease[],
  delivered: readonly DeliveredRelease[],
): void {
  const names = new Set(delivered.map(({ name }) => name));
  const problems = planned.flatMap(({ release, facts: { engineVersion } }): Problem[] => {
    if (names.has(release.name) || engineVersion === undefined) return [];
    const message = release.newVersionProblem?.(engineVersion);
    return message === undefined ? [] : [{ path: `${release.path}.version`, message }];
  });
  if (problems.length > 0) throw new RequestError('NotAllowed', problems);
}
