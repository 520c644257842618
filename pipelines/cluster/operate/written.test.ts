import { describe, expect, it } from 'vitest';
import { commits, deliveredRequest, writtenPlacement } from '../../../test/support/looked-at.ts';
import { placementsOf, writtenOf } from './written.ts';

describe('writtenOf()', () => {
  it('names the commit of the work placement', () => {
    expect(writtenOf(deliveredRequest(), [writtenPlacement()])).toEqual({
      verdict: 'done',
      text: '4ab12cd8',
      details: [],
    });
  });

  it('is not yet without a work placement, or before the first commit', () => {
    expect(writtenOf(deliveredRequest(), [])).toMatchObject({ verdict: 'waiting', text: 'no' });
    const fresh = { ...writtenPlacement(), status: {} };
    expect(writtenOf(deliveredRequest(), [fresh])).toMatchObject({ verdict: 'waiting', text: 'not yet' });
  });

  it('says why Kratix cannot write, and what it wrote last', () => {
    const conditions = [{ type: 'WriteSucceeded', status: 'False', message: 'authentication required' }];
    expect(writtenOf(deliveredRequest(), [writtenPlacement({ conditions })])).toEqual({
      verdict: 'refused',
      text: 'cannot write',
      details: ['authentication required', 'The last commit that it made: 4ab12cd8'],
    });
  });

  it('tells a placement whose destination does not fit any more', () => {
    const conditions = [{ type: 'ScheduleSucceeded', status: 'False', message: 'labels changed' }];
    expect(writtenOf(deliveredRequest(), [writtenPlacement({ conditions })])).toMatchObject({
      verdict: 'refused',
      text: 'misplaced',
    });
  });

  it('asks nothing of a request that delivers nothing', () => {
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

  it('knows the Promise by the kind where Kratix has not labelled the request', () => {
    expect(placementsOf(deliveredRequest({ metadata: { labels: {} } }), [own])[0]?.status?.versionID).toBe(
      commits.own,
    );
  });
});
