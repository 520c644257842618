import { describe, expect, it } from 'vitest';
import { cannotRender, syncedApplication, syncedRoot } from '../../../test/support/argocd-applications.ts';
import {
  applicationRow,
  applicationSetRow,
  idleRow,
  sortRootsFirst,
  storeRow,
  verdictOfRows,
  workRow,
} from './gitops-status.ts';

const cluster = { context: undefined };
const alone = { cluster, applications: [] };

const broken = {
  ...cannotRender,
  conditions: [
    {
      type: 'ComparisonError',
      message:
        'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = FailedPrecondition desc = Failed to unmarshal "application.yaml": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 4: did not find expected key',
    },
  ],
};

describe('applicationRow()', () => {
  it('reports a deletion that waits for a failing sync, and how to end the sync', () => {
    const operationState = { phase: 'Running', message: 'one or more objects failed. Retrying attempt #9' };
    const application = syncedApplication({ sync: { status: 'OutOfSync' }, operationState });
    const metadata = { ...application.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    const { state } = applicationRow({ ...application, metadata }, alone);
    expect(state.verdict).toBe('waiting');
    expect(state.text).toBe('being deleted after the current sync');
    expect(state.details.join('\n')).toMatch(/Retrying attempt #9.*patch application web-dev .*Terminating/s);
  });

  it('is done if synced and healthy, at a commit', () => {
    expect(applicationRow(syncedRoot('nonprod-apps'), alone)).toEqual({
      what: 'Application argocd/nonprod-apps',
      health: 'Healthy',
      commit: '9f8e7d6c',
      state: { verdict: 'done', text: 'Synced', details: [] },
    });
  });

  it('names the commit of the root for an Application with inline values', () => {
    const application = {
      ...syncedApplication(),
      status: { sync: { status: 'Synced', revision: 'sha256:ab' } },
    };
    const root = syncedRoot('nonprod-apps', {
      resources: [{ kind: 'Application', name: 'web-dev', status: 'Synced' }],
    });
    const row = applicationRow(application, { cluster, applications: [application, root] });
    expect(row.commit).toBe('9f8e7d6c');
    expect(applicationRow(application, alone).commit).toBe('');
  });

  it('names the root with an invalid file, and how to find the file', () => {
    const { verdict, details } = applicationRow(syncedRoot('nonprod-apps', broken), alone).state;
    expect(verdict).toBe('refused');
    expect(details.join('\n')).toContain('Root nonprod-apps syncs nothing');
    expect(details.join('\n')).toContain('{*/applications/*/application.yaml,_apps-root.yaml}');
    expect(details.join('\n')).toContain('git log -3 --name-only -- environments/nonprod');
  });

  it.each([
    ['cannot get digest for revision 1.0.0@sha256:ab: x/charts/y@sha256:ab: not found', 'how to publish'],
    ['authentication required: Unauthorized', 'credentials'],
    ['application repo https://x is not permitted in project', 'AppProject'],
    ['no matches for kind "Cluster" in version "postgresql.cnpg.io/v1"', 'operator'],
    ['dial tcp 10.0.0.1:443: connect: connection refused', 'cannot reach'],
    ['lookup charts.example.com on 10.0.0.10:53: connect: network is unreachable', 'cannot reach'],
    ['x509: certificate signed by unknown authority', 'argocd-tls-certs-cm'],
  ])('gives a hint for "%s": %s', (message, hint) => {
    const conditions = [{ type: 'ComparisonError', message }];
    const { state } = applicationRow(syncedApplication({ sync: { status: 'Unknown' }, conditions }), alone);
    expect(state.verdict).toBe('refused');
    expect(state.details.slice(1).join()).toContain(hint);
  });

  it.each([
    ['a root', syncedRoot('nonprod-apps'), 'fix or remove its file in Git'],
    ['a request', syncedApplication(), 'edit ApplicationClaim/team-a/shop'],
    ['neither', { ...syncedApplication(), metadata: { name: 'an-operator' } }, 'supports this Kubernetes'],
  ])('gives a harmless hint for an object of %s that is refused', (_, application, hint) => {
    const operationState = {
      phase: 'Failed',
      message: 'StatefulSet.apps "web" is invalid: spec: Forbidden',
    };
    const status = { ...application.status, sync: { status: 'OutOfSync' }, operationState };
    const { state } = applicationRow({ ...application, status }, alone);
    expect(state.details.slice(1)).toEqual([expect.stringContaining(hint)]);
    expect(state.details.join().includes('remove')).toBe(hint.includes('remove'));
  });

  it.each([
    [
      'Application.argoproj.io "web-dev" is invalid: spec.project: Invalid value. Retrying attempt #2',
      'refused',
    ],
    ['no matches for kind "Cluster". Retrying attempt #2', 'waiting'],
  ])('returns the verdict of a retried sync: %s is %s', (message, verdict) => {
    const operationState = { phase: 'Running', message };
    const { state } = applicationRow(
      syncedApplication({ sync: { status: 'OutOfSync' }, operationState }),
      alone,
    );
    expect(state.verdict).toBe(verdict);
  });

  it('explains how to refresh an Application that is out of sync', () => {
    const { state } = applicationRow(syncedApplication({ sync: { status: 'OutOfSync' } }), alone);
    expect(state).toEqual({
      verdict: 'waiting',
      text: 'OutOfSync',
      details: [expect.stringContaining('refresh=normal')],
    });
  });

  it.each([
    [
      'a request',
      syncedApplication(),
      'infraforge reconcile shop --kind ApplicationClaim --namespace team-a',
    ],
    [
      'an operator',
      { ...syncedApplication(), metadata: { name: 'redis-operator' } },
      `patch application redis-operator --type=merge --patch='{"operation":{"initiatedBy":{"username":"infraforge"},"sync":{"prune":true,"syncOptions":["ServerSideApply=true"]}}}'`,
    ],
  ])('explains how to start a sync that Argo CD has given up: of %s', (_, application, command) => {
    const operationState = { phase: 'Failed', message: 'no matches for kind "Redis"' };
    const syncPolicy = { automated: { prune: true }, syncOptions: ['ServerSideApply=true'] };
    const status = { ...application.status, sync: { status: 'OutOfSync' }, operationState };
    const { state } = applicationRow({ ...application, spec: { syncPolicy }, status }, alone);
    expect(state.details.join()).toContain(command);
  });

  it('names the cluster in the command that starts a sync', () => {
    const operationState = { phase: 'Failed', message: 'no matches for kind "Redis"' };
    const failed = syncedApplication({ sync: { status: 'OutOfSync' }, operationState });
    const named = { kubeconfig: 'k', context: 'prod' };
    const { state } = applicationRow(failed, { cluster: named, applications: [] });
    expect(state.details.join()).toContain('--namespace team-a --kubeconfig=k --context=prod');
  });

  it('names a protected service that Git no longer has, and what to do', () => {
    const resources = [
      { kind: 'Application', name: 'web-dev', status: 'Synced', message: 'unchanged' },
      { kind: 'Application', name: 'vital-prod', status: 'PruneSkipped', message: 'ignored (no prune)' },
    ];
    const message = 'successfully synced (all tasks run)';
    const operationState = { phase: 'Succeeded', message, syncResult: { resources } };
    const root = syncedRoot('prod-platform', { sync: { status: 'OutOfSync' }, operationState });
    expect(applicationRow(root, alone).state).toEqual({
      verdict: 'refused',
      text: 'OutOfSync',
      details: [
        'Application vital-prod: ignored (no prune)',
        expect.stringContaining('remove the protection'),
      ],
    });
  });

  it.each([
    ['Degraded', 'refused'],
    ['Progressing', 'waiting'],
    ['Suspended', 'done'],
  ])('returns the verdict of a synced Application: %s is %s', (status, verdict) => {
    expect(applicationRow(syncedApplication({ health: { status } }), alone).state.verdict).toBe(verdict);
  });
});

describe('idleRow()', () => {
  const looked = (...times: readonly string[]) =>
    times.map((reconciledAt) => syncedApplication({ reconciledAt }));
  const node = (...times: readonly string[]) =>
    times.map((renewTime) => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: renewTime },
      spec: { renewTime },
    }));

  it('reports an Argo CD that has stopped refreshing, by the newest time', () => {
    const nodes = node('2026-08-01T09:00:00.000000Z', '2026-08-01T10:16:30.123456Z');
    expect(
      idleRow(looked('2026-08-01T09:00:00Z', '2026-08-01T10:00:00Z'), { nodes, cluster })?.state,
    ).toEqual({
      verdict: 'waiting',
      text: 'idle',
      details: [
        'Argo CD has refreshed no Application for 16 minutes: check with kubectl --namespace=argocd get pods',
      ],
    });
    const late = looked('2026-08-01T09:00:00Z', '2026-08-01T10:02:00Z');
    expect(idleRow(late, { nodes, cluster })).toBeUndefined();
  });

  it('reports nothing without a time or without a refresh', () => {
    const nodes = node('2026-08-01T12:00:00.000000Z');
    const { reconciledAt: _, ...status } = syncedApplication().status ?? {};
    expect(idleRow(looked('2026-08-01T09:00:00Z'), { nodes: [], cluster })).toBeUndefined();
    expect(idleRow([{ ...syncedApplication(), status }], { nodes, cluster })).toBeUndefined();
    expect(idleRow([], { nodes, cluster })).toBeUndefined();
  });
});

const kratix = (kind: string, ...conditions: { type: string; status: string; message?: string }[]) => ({
  apiVersion: 'platform.kratix.io/v1alpha1',
  kind,
  metadata: { name: 'state-store' },
  status: { conditions },
});

describe('storeRow()', () => {
  it('reports ready, failing and unchecked objects', () => {
    const rows = [
      storeRow(kratix('Destination', { type: 'Ready', status: 'True' }), cluster),
      storeRow(
        kratix('GitStateStore', { type: 'Ready', status: 'False', message: 'authentication required' }),
        cluster,
      ),
      storeRow(kratix('Destination'), cluster),
    ];
    expect(rows.map(({ state }) => state.verdict)).toEqual(['done', 'refused', 'waiting']);
    expect(rows[1]?.state.details).toEqual(
      expect.arrayContaining(['authentication required', 'kubectl describe GitStateStore state-store']),
    );
    expect(verdictOfRows(rows)).toBe('refused');
  });
});

describe('applicationSetRow()', () => {
  const set = (status: string) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { namespace: 'argocd', name: 'dev-apps' },
    status: {
      conditions: [
        {
          type: 'ErrorOccurred',
          status,
          reason: 'ApplicationGenerationFromParamsError',
          message: 'unable to parse file',
        },
      ],
    },
  });

  it('names the error of an ApplicationSet, and is absent without one', () => {
    expect(applicationSetRow(set('True'))).toMatchObject({
      what: 'ApplicationSet argocd/dev-apps',
      state: { verdict: 'refused', details: ['unable to parse file', expect.stringContaining('in Git')] },
    });
    expect(applicationSetRow(set('False'))).toBeUndefined();
  });

  it('names an ApplicationSet that no controller has read', () => {
    const { status: _, ...unread } = set('False');
    expect(applicationSetRow(unread)?.state).toMatchObject({ verdict: 'waiting', text: 'not read yet' });
  });
});

describe('workRow()', () => {
  it('reports only objects with a problem', () => {
    expect(workRow(kratix('Work', { type: 'Ready', status: 'True' }))).toBeUndefined();
    expect(workRow(kratix('Work'))?.state.verdict).toBe('waiting');
    const unscheduled = workRow(
      kratix('Work', { type: 'ScheduleSucceeded', status: 'False', message: 'none' }),
    );
    expect(unscheduled?.state.details).toEqual([
      'ScheduleSucceeded: none',
      'No Destination has the labels that the Promise selects',
    ]);
    const failing = workRow(
      kratix('WorkPlacement', { type: 'WriteSucceeded', status: 'False', message: 'no' }),
    );
    expect(failing?.state.details[1]).toContain('.gitignore');
  });
});

it('sortRootsFirst() sorts roots first', () => {
  const names = sortRootsFirst([
    syncedApplication(),
    syncedRoot('nonprod-apps'),
    syncedRoot('infraforge-root'),
  ]);
  expect(names.map(({ metadata }) => metadata.name)).toEqual(['infraforge-root', 'nonprod-apps', 'web-dev']);
});
