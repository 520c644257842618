import { describe, expect, it } from 'vitest';
import {
  cannotRender,
  commits,
  declaredPlatform,
  deliveredRequest,
  syncedApplication,
  syncedRoot,
  writtenPlacement,
} from '../../../test/support/looked-at.ts';
import type { ApplicationObject } from './applications.ts';
import { expectedApplications, syncedOf } from './synced.ts';

const look = (applications: readonly ApplicationObject[] | undefined) =>
  syncedOf(deliveredRequest(), { applications, placements: [writtenPlacement()] });

describe('syncedOf()', () => {
  it("is done at the request's own commit, and at another one that it names", () => {
    expect(look([syncedApplication()])).toEqual({
      verdict: 'done',
      text: '1 of 1 at its commit',
      details: [],
    });
    const sync = { status: 'Synced', revisions: ['sha256:ab', commits.later] };
    expect(look([syncedApplication({ sync })])).toMatchObject({
      verdict: 'done',
      text: '1 of 1 at 9f8e7d6c',
    });
  });

  it('never trusts health: what cannot be rendered counts as healthy', () => {
    const found = look([syncedApplication(cannotRender)]);
    expect(found).toMatchObject({ verdict: 'refused', text: '0 of 1' });
    expect(found.details[0]).toMatch(/^web-dev: Unknown: ComparisonError: .*not found$/);
    expect(look([syncedApplication({ sync: { status: 'Unknown' } })]).verdict).toBe('waiting');
  });

  it('is not done as long as the sync goes on or is tried again', () => {
    const operationState = { phase: 'Running', message: 'one or more objects failed. Retrying attempt #2' };
    const found = look([syncedApplication({ sync: { status: 'OutOfSync' }, operationState })]);
    expect(found).toMatchObject({ verdict: 'waiting', text: '0 of 1' });
    expect(found.details[0]).toBe(
      'web-dev: OutOfSync, syncing: one or more objects failed. Retrying attempt #2',
    );
  });

  it('tells a sync that failed by what it could not apply', () => {
    const resources = [{ kind: 'Deployment', name: 'web', status: 'SyncFailed', message: 'forbidden' }];
    const operationState = { phase: 'Failed', message: 'one task failed', syncResult: { resources } };
    const found = look([syncedApplication({ sync: { status: 'OutOfSync' }, operationState })]);
    expect(found).toMatchObject({
      verdict: 'refused',
      details: [expect.stringContaining('Deployment web: forbidden')],
    });
  });

  it('mentions health of what is synced, and leaves the verdict alone', () => {
    expect(look([syncedApplication({ health: { status: 'Degraded', message: 'crashes' } })])).toMatchObject({
      verdict: 'done',
      details: ['web-dev: synced, health Degraded: crashes'],
    });
  });

  it('misses an Application, or Argo CD', () => {
    expect(look([])).toMatchObject({ verdict: 'waiting', text: '0 of 1' });
    expect(look(undefined)).toMatchObject({ verdict: 'waiting', text: 'no Argo CD' });
  });

  it('tells an Application that belongs to another request, and one that is left behind', () => {
    const named = (name: string, request: string): ApplicationObject => {
      const application = syncedApplication();
      const annotations = { 'infraforge.io/request': request };
      return { ...application, metadata: { ...application.metadata, name, annotations } };
    };
    expect(look([named('web-dev', 'ApplicationClaim/team-b/shop')]).verdict).toBe('refused');
    expect(look([syncedApplication(), named('old-dev', 'ApplicationClaim/team-a/shop')])).toMatchObject({
      verdict: 'waiting',
      text: '1 of 1 at its commit',
      details: ['old-dev: still there, though it is no longer delivered'],
    });
  });
});

describe('expectedApplications()', () => {
  it('are roots and operators of a declared platform', () => {
    expect(expectedApplications(declaredPlatform())).toEqual([
      'nonprod-apps',
      'nonprod-platform',
      'nonprod-operators',
      'cloudnative-pg-nonprod-operators',
    ]);
    const found = { applications: [syncedRoot('nonprod-apps')], placements: [] };
    expect(syncedOf(declaredPlatform(), found).text).toBe('1 of 4 at 9f8e7d6c');
  });
});
