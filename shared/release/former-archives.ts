import { type Problem, RequestError } from '../errors.ts';
import type { PlannedRelease } from './data-safety.ts';
import type { DeliveredRelease } from './existing-request.ts';
import type { ReleaseFacts } from './release.ts';

/** Maximum number of archives in a status. */
const limit = 200;

/** Archives and releases of a delivered request. */
interface Delivered {
  readonly releases: readonly DeliveredRelease[];
  readonly archives?: readonly string[];
}

/** Returns an archive as one text; undefined without backups. */
function archiveOf({ backupDestination, backupServerName }: ReleaseFacts): string | undefined {
  if (backupDestination === undefined || backupServerName === undefined) return undefined;
  return `${backupDestination} ${backupServerName}`;
}

/** Returns the archives that services of a request have left, the latest last. Removing a service keeps its archive. */
export function formerArchives(
  planned: readonly PlannedRelease[],
  { releases, archives = [] }: Delivered,
): string[] {
  const current = new Set(planned.map(({ facts }) => archiveOf(facts)));
  const abandoned = releases
    .flatMap((release) => archiveOf(release) ?? [])
    .filter((archive) => !current.has(archive));
  return [...new Set([...archives, ...abandoned])].slice(-limit);
}

/**
 * Refuses a new service whose archive a former service of the request has left: the engine would not write to it.
 *
 * @throws RequestError `NotAllowed`
 */
export function checkFormerArchives(
  planned: readonly PlannedRelease[],
  { releases, archives = [] }: Delivered,
): void {
  const names = new Set(releases.map(({ name }) => name));
  const problems = planned.flatMap(({ release, facts }): Problem[] => {
    if (names.has(release.name) || !archives.includes(archiveOf(facts) ?? '')) return [];
    const message = `A former service has left backups in the archive "${facts.backupServerName}", and none can be added to it; set another backup.archiveSuffix, such as "2"`;
    return [{ path: `${release.path}.backup.archiveSuffix`, message }];
  });
  if (problems.length > 0) throw new RequestError('NotAllowed', problems);
}
