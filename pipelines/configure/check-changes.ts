import { collect } from '../../shared/errors.ts';
import { checkDataSafety } from '../../shared/release/data-safety.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import { checkFormerArchives } from '../../shared/release/former-archives.ts';
import { checkHeadless } from '../../shared/release/headless.ts';
import { checkNewVersions } from '../../shared/release/new-versions.ts';
import type { Release } from '../../shared/release/release.ts';
import type { Plan } from './plan-release.ts';

/** Releases that a request wants, and those that it has delivered before. */
export interface Change {
  readonly releases: readonly Release[];
  readonly delivered: {
    readonly releases: readonly DeliveredRelease[];
    readonly archives?: readonly string[];
  };
}

/**
 * Refuses changes that the delivered releases do not allow. Releases whose values are refused have no plan, so nothing is known
 * about their change.
 *
 * @throws RequestError with the problems of every other release
 */
export function checkChanges(planned: readonly Plan[], { releases, delivered }: Change): void {
  const refused = new Set(releases.map(({ name }) => name));
  for (const { release } of planned) refused.delete(release.name);
  const comparable = delivered.releases.filter(({ name }) => !refused.has(name));
  collect((attempt) => {
    attempt(() => checkDataSafety(planned, comparable));
    attempt(() => checkHeadless(planned, comparable));
    attempt(() => checkNewVersions(planned, delivered.releases));
    attempt(() => checkFormerArchives(planned, delivered));
  });
}
