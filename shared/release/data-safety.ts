import { type Problem, RequestError } from '../errors.ts';
import type { DeliveredRelease } from './existing-request.ts';
import { readContent } from './item-contents.ts';
import { parseQuantity } from './quantity.ts';
import { namePath, type Release, type ReleaseFacts, type Scaling } from './release.ts';

/** Release with the facts that follow from its merged values. */
export interface PlannedRelease {
  readonly release: Release;
  readonly facts: ReleaseFacts;
}

/**
 * Refuses a change of the environment or the namespace of a delivered request.
 *
 * @throws RequestError `WouldLoseData` if a delivered release holds data, otherwise `Immutable`
 */
export function checkImmutableFields(
  spec: { readonly environment: string; readonly namespace: string },
  delivered: { readonly environment?: string; readonly releases: readonly DeliveredRelease[] },
): void {
  const { environment = spec.environment, releases } = delivered;
  const { namespace } = spec;
  const elsewhere = releases.find((release) => release.namespace !== namespace)?.namespace ?? namespace;
  const problems = [
    ...changeProblem('environment', environment, spec.environment),
    ...(environment === spec.environment ? changeProblem('namespace', elsewhere, namespace) : []),
  ];
  if (problems.length === 0) return;
  const hasData = releases.some(holdsData);
  throw new RequestError(hasData ? 'WouldLoseData' : 'Immutable', problems);
}

/** Returns true for a service, and for an application with persistent volumes. */
function holdsData({ engine, contents = [] }: ReleaseFacts): boolean {
  return engine !== undefined || contents.length > 0;
}

function changeProblem(field: 'environment' | 'namespace', was: string, now: string): Problem[] {
  if (was === now) return [];
  const message = `The ${field} cannot change from "${was}" to "${now}"; create a new request and delete this one`;
  return [{ path: `spec.${field}`, message }];
}

/**
 * Refuses a change that would lose delivered data: a smaller volume, another engine or storage class, another key, an
 * impossible version, another namespace, or the removal of a protected release.
 *
 * @param delivered `status.releases` before the change
 * @throws RequestError `WouldLoseData` with every affected release
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

/** Text around the names of the releases. The admission policy of the API server uses the same message. */
export const removalText = {
  before: 'Protected releases would lose their data: ',
  after: '; set deletionProtection: false on them first',
} as const;

/** Message about a restore of a service that has data already. */
export const restoreMessage =
  'Only a new service can be restored; add a service with another name, or remove this one first';

function removalProblem(names: readonly string[]): Problem[] {
  if (names.length === 0) return [];
  return [{ path: 'spec', message: `${removalText.before}${names.join(', ')}${removalText.after}` }];
}

function lossProblems(before: DeliveredRelease, { release, facts }: PlannedRelease): Problem[] {
  // The delivered release holds the data, even if the new spec describes none.
  if (!holdsData(before)) return [];
  const { path } = release;
  const replacement = replacementProblem(before, { release, facts });
  if (replacement !== undefined) return [replacement];
  const problems: Problem[] = [];
  const refuse = (field: string, message: string): void => {
    problems.push({ path: `${path}.${field}`, message });
  };
  if (before.mode !== undefined && facts.mode !== before.mode) {
    refuse(
      'mode',
      `The mode cannot change from ${before.mode}: another mode would start empty; add a service with another name`,
    );
  }
  if (release.namespace !== before.namespace) {
    problems.push({
      path: 'spec.namespace',
      message: `"${before.name}" would move from namespace "${before.namespace}" and start empty; keep the namespace`,
    });
  }
  if (facts.restoredFrom !== undefined && facts.restoredFrom !== before.restoredFrom)
    refuse('restore', restoreMessage);
  for (const [field, message] of volumeProblems(before, { release, facts })) refuse(field, message);
  const change = versionProblem(before, { release, facts });
  if (change !== undefined) refuse('version', change);
  problems.push(...contentProblems(before, { release, facts }));
  const scaled = replicasProblem(before, { release, facts });
  if (scaled !== undefined) refuse('replicas', scaled);
  return problems;
}

/** Text around the names of lost contents. The admission policy of the API server uses the same message. */
export const contentText = {
  before: 'Protected releases would lose data inside: ',
  after: '; set deletionProtection: false on them first',
} as const;

/** Number of names that a message lists. */
const maxListed = 10;

/** Reports contents that a protected release would lose, and contents that cannot be changed this way. */
function contentProblems(before: DeliveredRelease, { release, facts }: PlannedRelease): Problem[] {
  const nameOf = (content: string): string => readContent(content).name;
  const now = new Map((facts.contents ?? []).map((content) => [nameOf(content), content]));
  const all = before.contents ?? [];
  const lost = all.map(nameOf).filter((name) => !now.has(name));
  const path =
    release.contentsField === undefined ? release.path : `${release.path}.${release.contentsField}`;
  const problems: Problem[] = [];
  if (before.protected === true && lost.length > 0) {
    const names = lost.slice(0, maxListed).map((name) => `${name} of ${before.name}`);
    const more = lost.length > maxListed ? [`${lost.length - maxListed} more`] : [];
    const message = `${contentText.before}${[...names, ...more].join(', ')}${contentText.after}`;
    problems.push({ path, message });
  }
  for (const content of all) {
    const kept = now.get(nameOf(content));
    const change = kept === undefined ? undefined : release.contentChangeProblem?.(content, kept);
    if (change !== undefined) problems.push({ path, message: change });
  }
  return problems;
}

/** Returns the fields of the volumes, and of the key of their data, that cannot be changed this way, with the reasons. */
function volumeProblems(before: DeliveredRelease, { release, facts }: PlannedRelease): [string, string][] {
  const problems: [string, string][] = [];
  if (isSmaller(facts.storage, before.storage))
    problems.push([
      'storage.size',
      `Storage cannot shrink from ${before.storage} to ${facts.storage ?? 'none'}; keep the size or increase it`,
    ]);
  if (release.growsStorage === false && isSmaller(before.storage, facts.storage))
    problems.push([
      'storage.size',
      `The operator cannot grow a volume of ${before.engine}; keep ${before.storage}, or add a service and copy the data`,
    ]);
  if (isSmaller(facts.walStorage, before.walStorage))
    problems.push([
      `values.${before.engine}.walStorage.size`,
      `The volume of the write-ahead log cannot shrink from ${before.walStorage} to ${facts.walStorage ?? 'none'}; keep the size or increase it`,
    ]);
  if (before.storage !== undefined && before.storageClass !== facts.storageClass)
    problems.push([
      'storage.storageClass',
      `The storage class cannot change from ${className(before)} to ${className(facts)}: no operator moves the data; keep it, or add a service and copy the data`,
    ]);
  if (before.sealSecret !== undefined && before.sealSecret !== facts.sealSecret)
    problems.push([
      'credentials.secretName',
      `The Secret with the key of the data cannot change from "${before.sealSecret}": another key cannot read the data; keep it`,
    ]);
  return problems;
}

function versionProblem(
  { engineVersion: from }: DeliveredRelease,
  { release, facts: { engineVersion: to } }: PlannedRelease,
): string | undefined {
  return from === undefined || to === undefined ? undefined : release.versionChangeProblem?.(from, to);
}

/** Reports another object under the name of a delivered release. It makes other differences irrelevant. */
function replacementProblem(
  { name, engine, chart }: DeliveredRelease,
  { release, facts }: PlannedRelease,
): Problem | undefined {
  const { path, category } = release;
  if (engine === undefined) {
    if (category === 'applications') return undefined;
    const message = `"${name}" is delivered as an application, whose volumes would be lost; use another name for the service`;
    return { path: namePath(release), message };
  }
  if (category === 'applications') {
    const message = `"${name}" is delivered as a ${engine}, whose data would be lost; use another name for the application`;
    return { path: namePath(release), message };
  }
  if (facts.engine !== engine) {
    const message = `The engine cannot change from ${engine}; add a service with another name`;
    return { path: `${path}.type`, message };
  }
  if (chart === undefined || release.chart.name === chart) return undefined;
  const message = `The chart cannot change from ${chart}: objects of another chart would start empty; add a service with another name`;
  return { path: `${path}.chart.name`, message };
}

/** Returns why the number of replicas cannot be changed this way, with the fix; undefined if it can. */
function replicasProblem(
  { engine, replicas: before }: DeliveredRelease,
  { release: { scaling, singleReplicaReason }, facts: { replicas: now } }: PlannedRelease,
): string | undefined {
  if (before === undefined) return undefined;
  if (!mayScale(before, now, scaling)) {
    const change = scaling === 'up' ? 'be reduced' : 'change';
    return `The replicas of ${engine} cannot ${change} from ${before} to ${now}; keep ${before}`;
  }
  if (singleReplicaReason === undefined || now === undefined || (before === 1) === (now === 1))
    return undefined;
  return `The replicas of ${engine} cannot change from ${before} to ${now}: ${singleReplicaReason}; keep ${before}, or add a service and copy the data`;
}

function mayScale(before: number, now: number | undefined, scaling: Scaling): boolean {
  if (now === undefined || scaling === 'both') return true;
  return scaling === 'up' ? now >= before : now === before;
}

function isSmaller(now: string | undefined, before: string | undefined): boolean {
  if (before === undefined) return false;
  return (parseQuantity(now ?? '0') ?? 0) < (parseQuantity(before) ?? 0);
}

function className({ storageClass }: ReleaseFacts): string {
  return storageClass === undefined ? "the cluster's default" : `"${storageClass}"`;
}
