import { describe, expect, it } from 'vitest';
import { commits, deliveredRequest, writtenPlacement } from '../../../test/support/argocd-applications.ts';
import { placementsOf, writtenOf } from './written.ts';

describe('writtenOf()', () => {
  it('returns the commit of the WorkPlacement', () => {
    expect(writtenOf(deliveredRequest(), [writtenPlacement()])).toEqual({
      verdict: 'done',
      text: '4ab12cd8',
      details: [],
    });
  });

  it('is not done without a WorkPlacement or before the first commit', () => {
    expect(writtenOf(deliveredRequest(), [])).toMatchObject({ verdict: 'waiting', text: 'no' });
    const fresh = { ...writtenPlacement(), status: {} };
    expect(writtenOf(deliveredRequest(), [fresh])).toMatchObject({ verdict: 'waiting', text: 'not yet' });
  });

  it('reports why Kratix cannot write, and its last commit', () => {
    const conditions = [{ type: 'WriteSucceeded', status: 'False', message: 'authentication required' }];
    expect(writtenOf(deliveredRequest(), [writtenPlacement({ conditions })])).toEqual({
      verdict: 'refused',
      text: 'cannot write',
      details: ['authentication required', 'Last commit: 4ab12cd8'],
    });
  });

  it('reports a WorkPlacement whose Destination no longer matches', () => {
    const conditions = [{ type: 'ScheduleSucceeded', status: 'False', message: 'labels changed' }];
    expect(writtenOf(deliveredRequest(), [writtenPlacement({ conditions })])).toMatchObject({
      verdict: 'refused',
      text: 'misplaced',
    });
  });

  it('is done for a request that delivers nothing', () => {
    const nothing = deliveredRequest({ status: { releases: [] } });
    expect(writtenOf(nothing, [])).toEqual({ verdict: 'done', text: '–', details: [] });
  });
});

describe('placementsOf()', () => {
  const own = writtenPlacement();
  it.each([
    ['of another namespace', { ...own, metadata: { ...own.metadata, namespace: 'team-b' } }],
    ['of another Promise', { ...own, spec: { ...own.spec, promiseName: 'redis' } }],
    ['of the Promise itself', { ...own, spec: { promiseName: 'application-claim' } }],
  ])('leaves out one %s', (_, other) => {
    expect(placementsOf(deliveredRequest(), [other, own])).toEqual([own]);
  });

  it('uses the kind if Kratix has not labelled the request', () => {
    expect(placementsOf(deliveredRequest({ metadata: { labels: {} } }), [own])[0]?.status?.versionID).toBe(
      commits.own,
    );
  });
});
