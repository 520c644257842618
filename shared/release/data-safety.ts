import { type Problem, RequestError } from '../errors.ts';
import type { DeliveredRelease } from './existing-request.ts';
import type { PlacementSpec } from './placement.ts';
import { parseQuantity } from './quantity.ts';
import type { Release, ReleaseFacts, Scaling } from './release.ts';

/** A release and what it will be once its values are merged. */
export interface PlannedRelease {
  readonly release: Release;
  readonly facts: ReleaseFacts;
}

/**
 * Refuses a request that would land elsewhere than where it delivers already: its environment and its namespace
 * never change.
 *
 * @throws RequestError `WouldLoseData` where it delivers something that holds data, `Immutable` where not
 */
export function checkMoves(
  text: Pick<PlacementSpec, 'environment' | 'namespace'>,
  delivered: { readonly environment?: string; readonly releases: readonly DeliveredRelease[] },
): void {
  const { environment = text.environment, releases } = delivered;
  const namespace = text.namespace ?? text.environment;
  const elsewhere = releases.find((release) => release.namespace !== namespace)?.namespace ?? namespace;
  const problems = [
    ...changeProblem('environment', environment, text.environment),
    ...(environment === text.environment ? changeProblem('namespace', elsewhere, namespace) : []),
  ];
  if (problems.length === 0) return;
  const hasData = releases.some(({ engine }) => engine !== undefined);
  throw new RequestError(hasData ? 'WouldLoseData' : 'Immutable', problems);
}

function changeProblem(field: 'environment' | 'namespace', was: string, now: string): Problem[] {
  if (was === now) return [];
  const message = `The ${field} never changes, and '${was}' is delivered: make a new request and delete this one`;
  return [{ path: `spec.${field}`, message }];
}

/**
 * Refuses what would lose data that is delivered: by whatever path a volume would shrink, an engine change or go
 * back, a release move, or a protected one go.
 *
 * @param delivered `status.releases` as it is now
 * @throws RequestError `WouldLoseData` with every such release
 */
export function checkDataSafety(
  planned: readonly PlannedRelease[],
  delivered: readonly DeliveredRelease[],
): void {
  const byName = new Map(planned.map((plan) => [plan.release.name, plan]));
  const problems = delivered.flatMap((before) => {
    const plan = byName.get(before.name);
    return plan === undefined ? [] : lossProblems(before, plan);
  });
  const gone = delivered.filter((before) => before.protected === true && !byName.has(before.name));
  problems.push(...removalProblem(gone.map(({ name }) => name)));
  if (problems.length > 0) throw new RequestError('WouldLoseData', problems);
}

/** What stands before and after the names, here and in the API server's own refusal, which mostly comes first. */
export const removalText = {
  before: 'protected services would lose their data: ',
  after: '. Set deletionProtection: false on them first',
} as const;

function removalProblem(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  return [{ path: 'spec', message: `${removalText.before}${names.join(', ')}${removalText.after}` }];
}

function lossProblems(before: DeliveredRelease, { release, facts }: PlannedRelease): Problem[] {
  // What is delivered decides: a release that holds data now holds it whatever the new text calls it.
  if (before.engine === undefined) return [];
  const { path } = release;
  const other = otherObjectProblem(before, { release, facts });
  if (other !== undefined) return [other];
  const problems: Problem[] = [];
  const refuse = (field: string, message: string): void => {
    problems.push({ path: `${path}.${field}`, message });
  };
  if (before.mode !== undefined && facts.mode !== before.mode) {
    refuse(
      'mode',
      `The mode ${before.mode} never changes: each is another kind of object and would start empty`,
    );
  }
  if (release.namespace !== before.namespace) {
    problems.push({
      path: 'spec.namespace',
      message: `'${before.name}' would move from '${before.namespace}' and start empty`,
    });
  }
  if (isSmaller(facts.storage, before.storage)) {
    refuse(
      'storage.size',
      `Storage only grows: delivered is ${before.storage}, this would make it ${facts.storage ?? 'none'}`,
    );
  }
  if (majorOf(facts.engineVersion) < majorOf(before.engineVersion)) {
    refuse(
      'version',
      `The major version never goes down: delivered is ${before.engineVersion}, this would make it ${facts.engineVersion ?? 'none'}`,
    );
  }
  if (before.replicas !== undefined && !mayScale(before.replicas, facts.replicas, release.scaling)) {
    const ways = release.scaling === 'up' ? 'only grow' : 'never change';
    refuse('replicas', `The replicas of ${before.engine} ${ways}: delivered are ${before.replicas}`);
  }
  return problems;
}

/** What takes the place of a delivered service altogether; beside it, no other difference is worth a word. */
function otherObjectProblem(
  { name, engine, chart }: DeliveredRelease,
  { release, facts }: PlannedRelease,
): Problem | undefined {
  const { path, stateful } = release;
  if (!stateful) {
    const message = `'${name}' is delivered as a ${engine}, whose data would be lost: give the application another name`;
    return { path: `${path}.name`, message };
  }
  if (facts.engine !== engine) {
    const message = `The engine ${engine} never changes: add a service of another name`;
    return { path: `${path}.type`, message };
  }
  if (chart === undefined || release.chart.name === chart) return undefined;
  const message = `The chart ${chart} never changes, because another one's objects would start empty: add a service of another name`;
  return { path: `${path}.chart.name`, message };
}

function mayScale(before: number, now: number | undefined, scaling: Scaling): boolean {
  if (now === undefined || scaling === 'both') return true;
  return scaling === 'up' ? now >= before : now === before;
}

function isSmaller(now: string | undefined, before: string | undefined): boolean {
  if (before === undefined) return false;
  return (parseQuantity(now ?? '0') ?? 0) < (parseQuantity(before) ?? 0);
}

function majorOf(version: string | undefined): number {
  return Number.parseInt(version ?? '0', 10);
}
