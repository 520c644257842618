import { describe, expect, it } from 'vitest';
import { operators } from '../../../promises/operators.ts';
import {
  cannotRender,
  commits,
  declaredPlatform,
  deliveredRequest,
  syncedApplication,
  syncedRoot,
  writtenPlacement,
} from '../../../test/support/argocd-applications.ts';
import { platformWith } from '../../../test/support/platform.ts';
import type { ApplicationObject } from './applications.ts';
import { expectedApplications, syncedOf } from './synced.ts';

const synced = (applications: readonly ApplicationObject[] | undefined) =>
  syncedOf(deliveredRequest(), { applications, placements: [writtenPlacement()] });

describe('syncedOf()', () => {
  it("is done at the request's own commit, and at another one that it names", () => {
    expect(synced([syncedApplication()])).toEqual({
      verdict: 'done',
      text: '1 of 1 at its commit',
      details: [],
    });
    const sync = { status: 'Synced', revisions: ['sha256:ab', commits.later] };
    expect(synced([syncedApplication({ sync })])).toMatchObject({
      verdict: 'done',
      text: '1 of 1 at 9f8e7d6c',
    });
  });

  it.each([
    ['never refreshed', {}],
    ['refreshed before the run', { reconciledAt: '2026-08-01T10:00:08Z' }],
  ])('waits if Argo CD %s, and is synced to another commit', (_, reconciledAt) => {
    const { reconciledAt: __, ...status } = syncedApplication().status ?? {};
    const sync = { status: 'Synced', revisions: ['1.0.0@sha256:ab', commits.later] };
    const application = { ...syncedApplication(), status: { ...status, ...reconciledAt, sync } };
    expect(synced([application])).toEqual({
      verdict: 'waiting',
      text: '0 of 1',
      details: [expect.stringMatching(/^web-dev: Argo CD has not refreshed since .* wait up to 4 minutes/)],
    });
  });

  it('needs no later refresh at its own commit, such as after a run without changes', () => {
    const application = syncedApplication({ reconciledAt: '2026-08-01T09:00:00Z' });
    expect(synced([application])).toMatchObject({ verdict: 'done', text: '1 of 1 at its commit' });
  });

  it('waits until an ApplicationSet has read Git again', () => {
    const sync = { status: 'Synced', revision: '1.0.0@sha256:ab' };
    const verdictAt = (reconciledAt: string) => {
      const application = syncedApplication({ sync, reconciledAt });
      const ownerReferences = [{ kind: 'ApplicationSet' }];
      return synced([{ ...application, metadata: { ...application.metadata, ownerReferences } }]).verdict;
    };
    expect(verdictAt('2026-08-01T10:00:20Z')).toBe('waiting');
    expect(verdictAt('2026-08-01T10:00:50Z')).toBe('done');
  });

  it('waits for a refresh after an outage of Git that outlasted the run', () => {
    const conditions = [
      { type: 'WriteSucceeded', status: 'True', lastTransitionTime: '2026-08-01T11:00:00Z' },
    ];
    const sync = { status: 'Synced', revision: commits.later };
    const verdictAt = (reconciledAt: string) =>
      syncedOf(deliveredRequest(), {
        applications: [syncedApplication({ sync, reconciledAt })],
        placements: [writtenPlacement({ conditions })],
      }).verdict;
    expect(verdictAt('2026-08-01T10:59:59Z')).toBe('waiting');
    expect(verdictAt('2026-08-01T11:00:00Z')).toBe('done');
  });

  describe('with inline values', () => {
    const source = {
      repoURL: 'oci://registry.example.com/charts/microservice',
      targetRevision: '1.0.0@sha256:ab',
    };
    const inline = (comparedTo: object = source): ApplicationObject => {
      const sync = { status: 'Synced', revision: 'sha256:ab', comparedTo: { source: comparedTo } };
      const application = syncedApplication({ sync, reconciledAt: '2026-08-01T09:00:00Z' });
      return { ...application, spec: { project: 'dev', source } };
    };
    const root = (status: string, revision: string = commits.later, reconciledAt = '2026-08-01T10:00:15Z') =>
      syncedRoot('nonprod-apps', {
        sync: { status, revision },
        reconciledAt,
        resources: [{ kind: 'Application', name: 'web-dev', status }],
      });

    it('is done at the commit of the root that has applied the Application', () => {
      expect(synced([inline(), root('Synced')])).toMatchObject({
        verdict: 'done',
        text: '1 of 1 at 9f8e7d6c',
      });
      const before = '2026-08-01T09:00:00Z';
      expect(synced([inline(), root('Synced', commits.own, before)])).toMatchObject({
        verdict: 'done',
        text: '1 of 1 at its commit',
      });
      expect(synced([inline(), root('Synced', commits.later, before)]).verdict).toBe('waiting');
    });

    it('waits until the root has applied the Application, and Argo CD has compared its source', () => {
      expect(synced([inline(), root('OutOfSync')]).verdict).toBe('waiting');
      expect(synced([inline({ ...source, targetRevision: '0.9.0' }), root('Synced')]).verdict).toBe(
        'waiting',
      );
    });
  });

  it('is done if all objects existed before, so that no sync ever ran', () => {
    const { operationState: _, ...status } = syncedApplication().status ?? {};
    expect(synced([{ ...syncedApplication(), status }]).verdict).toBe('done');
    const running = { operationState: { phase: 'Running' } };
    expect(synced([syncedApplication(running)]).verdict).toBe('waiting');
  });

  it('ignores health: an Application that cannot be rendered counts as healthy', () => {
    const found = synced([syncedApplication(cannotRender)]);
    expect(found).toMatchObject({ verdict: 'refused', text: '0 of 1' });
    expect(found.details[0]).toMatch(/^web-dev: Unknown: ComparisonError: .*not found$/);
    expect(synced([syncedApplication({ sync: { status: 'Unknown' } })]).verdict).toBe('waiting');
  });

  it('is not done while a sync runs or is retried', () => {
    const operationState = { phase: 'Running', message: 'one or more objects failed. Retrying attempt #2' };
    const found = synced([syncedApplication({ sync: { status: 'OutOfSync' }, operationState })]);
    expect(found).toMatchObject({ verdict: 'waiting', text: '0 of 1' });
    expect(found.details[0]).toBe(
      'web-dev: OutOfSync, syncing: one or more objects failed. Retrying attempt #2',
    );
  });

  it('reports a failed sync by the objects that it could not apply', () => {
    const resources = [{ kind: 'Deployment', name: 'web', status: 'SyncFailed', message: 'forbidden' }];
    const operationState = { phase: 'Failed', message: 'one task failed', syncResult: { resources } };
    const found = synced([syncedApplication({ sync: { status: 'OutOfSync' }, operationState })]);
    expect(found).toMatchObject({
      verdict: 'refused',
      details: [expect.stringContaining('Deployment web: forbidden')],
    });
  });

  it('mentions health without a change of the verdict', () => {
    expect(synced([syncedApplication({ health: { status: 'Degraded', message: 'crashes' } })])).toMatchObject(
      {
        verdict: 'done',
        details: ['web-dev: synced, health Degraded: crashes'],
      },
    );
  });

  it('reports a missing Application or a missing Argo CD', () => {
    expect(synced([])).toMatchObject({ verdict: 'waiting', text: '0 of 1' });
    expect(synced(undefined)).toMatchObject({ verdict: 'waiting', text: 'no Argo CD' });
  });

  it('reports foreign Applications, and Applications left behind', () => {
    const named = (name: string, request: string): ApplicationObject => {
      const application = syncedApplication();
      const annotations = { 'infraforge.io/request': request };
      return { ...application, metadata: { ...application.metadata, name, annotations } };
    };
    expect(synced([named('web-dev', 'ApplicationClaim/team-b/shop')]).verdict).toBe('refused');
    expect(synced([syncedApplication(), named('old-dev', 'ApplicationClaim/team-a/shop')])).toMatchObject({
      verdict: 'waiting',
      text: '1 of 1 at its commit',
      details: ['old-dev: still exists, but is no longer delivered'],
    });
  });
});

describe('expectedApplications()', () => {
  it('returns roots and operators of a declared platform', () => {
    expect(expectedApplications(declaredPlatform())).toEqual([
      'nonprod-apps',
      'nonprod-platform',
      'nonprod-operators',
      ...operators.map(({ name }) => `${name}-nonprod-operators`),
    ]);
    const found = { applications: [syncedRoot('nonprod-apps')], placements: [] };
    expect(syncedOf(declaredPlatform(), found).text).toBe(`1 of ${3 + operators.length} at 9f8e7d6c`);
  });

  it('expects no operator that another BootstrapClaim installs', () => {
    const platform = platformWith({ operators: ['cert-manager', 'redis'], installs: ['redis'] });
    expect(expectedApplications({ ...declaredPlatform(), status: { platform } })).toEqual([
      'nonprod-apps',
      'nonprod-platform',
      'nonprod-operators',
      'redis-nonprod-operators',
    ]);
  });

  it('returns the defaults of namespaces, unless another platform owns the namespace', () => {
    const namespaceDefaults = { quota: { pods: 50 } };
    const platform = platformWith({
      namespaceDefaults,
      operators: [],
      gitOps: { environments: ['dev'], namespaces: ['tools', 'team-eu'] },
    });
    const request = { ...declaredPlatform(), status: { platform } };
    const other = platformWith({ gitOps: { clusterType: 'other', environments: ['eu'] } });
    expect(expectedApplications(request, [platform, other]).slice(3)).toEqual([
      'dev.nonprod',
      'tools.nonprod',
    ]);
  });
});
