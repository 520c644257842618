import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import type { Scenario } from './scenario.ts';

interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

/** Fields of the status of an Application that the scenarios read. */
interface Status {
  readonly sync?: Revisions & {
    readonly status?: string;
    readonly comparedTo?: { readonly source?: object };
  };
  readonly health?: { readonly status?: string };
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly operationState?: {
    readonly phase?: string;
    readonly message?: string;
    readonly syncResult?: Revisions & {
      readonly resources?: readonly {
        readonly name: string;
        readonly status?: string;
        readonly hookPhase?: string;
        readonly message?: string;
      }[];
    };
  };
}

interface Application extends KubernetesObject {
  readonly spec?: { readonly source?: object; readonly sources?: readonly object[] };
  readonly status?: Status;
}

/** Path of the Applications. */
export const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

/**
 * Waits until an Application is synced to a commit or a later one. Health is not enough: an Application that cannot
 * render counts as healthy.
 */
export async function waitForSync(
  { api, repository }: Pick<Scenario, 'api' | 'repository'>,
  { name, commit }: { name: string; commit: string },
): Promise<void> {
  const reached = async (revisions: Revisions = {}): Promise<boolean> => {
    const own = commitOf(revisions);
    return own !== undefined && repository.includes(own, commit);
  };
  // without a revision of the state store, the values are inline: the source of the Application is all that it needs
  let source: object | undefined;
  const isDelivered = async ({ spec = {}, status = {} }: Application): Promise<boolean> => {
    if (spec.source === undefined) return false;
    if (!isDeepStrictEqual(spec.source, source)) source = (await repository.application(name)).spec?.source;
    return (
      isDeepStrictEqual(spec.source, source) && isDeepStrictEqual(status.sync?.comparedTo?.source, source)
    );
  };
  await untilApplication(api, {
    name,
    what: `is synced to ${commit.slice(0, 8)}`,
    holds: async (application) => {
      const { sync, operationState } = application.status ?? {};
      if (sync?.status !== 'Synced' || operationState?.phase !== 'Succeeded') return false;
      if (commitOf(sync) === undefined) return isDelivered(application);
      return (await reached(sync)) && reached(operationState.syncResult);
    },
  });
}

/** Returns the commit among the revisions of an Application. */
function commitOf({ revision, revisions = [] }: Revisions): string | undefined {
  return [revision, ...revisions].find((candidate) => /^[0-9a-f]{40}$/.test(candidate ?? ''));
}

/** Waits until an Application has compared a commit or a later one with the cluster, with any result. */
export async function waitForComparison(
  { api, repository }: Pick<Scenario, 'api' | 'repository'>,
  { name, commit }: { name: string; commit: string },
): Promise<void> {
  await untilStatus(api, {
    name,
    what: `has seen ${commit.slice(0, 8)}`,
    holds: async ({ sync = {} }) => {
      const seen = commitOf(sync);
      return seen !== undefined && repository.includes(seen, commit);
    },
  });
}

/** Waits until sync, operation and conditions of an Application, as one line, match a pattern. Returns the line. */
export async function waitForApplication(
  { api }: Pick<Scenario, 'api'>,
  { name, text }: { name: string; text: RegExp },
): Promise<string> {
  const holds = (status: Status): boolean => text.test(describe(status));
  return describe(await untilStatus(api, { name, what: `says ${text}`, holds }));
}

/** Waits until an Application has a health status. */
export async function waitForHealth(
  { api }: Pick<Scenario, 'api'>,
  { name, health: wanted }: { name: string; health: string },
): Promise<void> {
  await untilStatus(api, { name, what: `is ${wanted}`, holds: ({ health }) => health?.status === wanted });
}

/** Waits until the sync of one object of an Application, or a hook, has failed. @param text pattern of the reason */
export async function waitForSyncFailure(
  { api }: Pick<Scenario, 'api'>,
  { name, object, text = /^/ }: { name: string; object: string; text?: RegExp },
): Promise<void> {
  await untilStatus(api, {
    name,
    what: `says that the sync of "${object}" failed: ${text}`,
    holds: ({ operationState }) => {
      const resources = operationState?.syncResult?.resources ?? [];
      return resources.some(
        ({ name: own, status, hookPhase, message = '' }) =>
          own === object && (status === 'SyncFailed' || hookPhase === 'Failed') && text.test(message),
      );
    },
  });
}

interface Condition<Subject> {
  readonly name: string;
  readonly what: string;
  readonly holds: (subject: Subject) => boolean | Promise<boolean>;
}

/** Waits until a condition on the status of an Application holds. Returns the status. */
async function untilStatus(
  api: Scenario['api'],
  { holds, ...condition }: Condition<Status>,
): Promise<Status> {
  const { status = {} } = await untilApplication(api, {
    ...condition,
    holds: (application) => holds(application.status ?? {}),
  });
  return status;
}

/** Waits until a condition on an Application holds. Returns the Application. */
async function untilApplication(
  api: Scenario['api'],
  { name, what, holds }: Condition<Application>,
): Promise<Application> {
  return waitUntil({
    what: `Application "${name}" ${what}`,
    within: 90,
    probe: async () => {
      const application = await api.get<Application>(`${applications}/${name}`);
      if (await holds(application)) return application;
      const { status = {} } = application;
      throw new Error(`${status.health?.status}; ${describe(status)}`);
    },
  });
}

/** Refreshes an Application without the cache of its sources. */
export async function refreshHard({ api }: Pick<Scenario, 'api'>, name: string): Promise<void> {
  const annotations = { 'argocd.argoproj.io/refresh': 'hard' };
  await api.merge(`${applications}/${name}`, { metadata: { annotations } });
}

/**
 * Ends the operation of an Application, as `argocd app terminate-op` does. Argo CD deletes no Application during an
 * operation, whose retries take up to an hour.
 */
export async function endOperation(
  { api }: { api: Pick<Scenario['api'], 'merge'> },
  name: string,
): Promise<void> {
  await api.merge(`${applications}/${name}`, { status: { operationState: { phase: 'Terminating' } } });
}

/** Lets the retries of an Application end at the next one, as if it were the last, and waits until the sync has failed. */
export async function endRetries({ api }: Pick<Scenario, 'api'>, name: string): Promise<void> {
  const path = `${applications}/${name}`;
  const retry = { limit: 1 };
  await waitUntil({
    what: `the retries of Application "${name}" have ended`,
    within: 90,
    probe: async () => {
      const found = await api.find<Application>(path);
      const phase = found?.status?.operationState?.phase;
      if (found === undefined || phase === 'Failed' || phase === 'Error') return true;
      // repeated, because the controller may have just overwritten it
      await api.merge(path, { status: { operationState: { operation: { retry } } } });
      return undefined;
    },
  });
}

/** Waits until an Application that is no longer in Git is being deleted, or is gone. */
export async function waitForDeletion({ api }: Pick<Scenario, 'api'>, name: string): Promise<void> {
  await waitUntil({
    what: `Application "${name}" is being deleted`,
    within: 90,
    probe: async () => {
      const found = await api.find(`${applications}/${name}`);
      return found === undefined || found.metadata.deletionTimestamp !== undefined ? true : undefined;
    },
  });
}

/** Waits until an Application that is no longer in Git is gone. Ends its operation if one is running. */
export async function waitForPruning(
  scenario: Pick<Scenario, 'api' | 'waitForRemoval'>,
  { name }: { name: string },
): Promise<void> {
  const path = `${applications}/${name}`;
  await waitForDeletion(scenario, name);
  await waitUntil({
    what: `Application "${name}" is gone`,
    within: 90,
    probe: async () => {
      const found = await scenario.api.find<Application>(path);
      if (found === undefined) return true;
      // repeated, because the controller may have just overwritten it
      if (found.status?.operationState?.phase === 'Running') await endOperation(scenario, name);
      return undefined;
    },
  });
}

function describe({ sync, operationState, conditions = [] }: Status): string {
  const messages = conditions.map(({ type, message }) => `${type}: ${message}`);
  return [sync?.status, operationState?.phase, operationState?.message, ...messages].join('; ');
}
