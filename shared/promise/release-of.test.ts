import { describe, expect, it } from 'vitest';
import { placementOn, platformWith } from '../../test/support/platform.ts';
import { assignedValues } from '../release/assignments.ts';
import { assignFields } from './field-mapping.ts';
import { releaseOf } from './release-of.ts';

describe('releaseOf()', () => {
  it('fills in every default', () => {
    const values = { report: { a: 1 } };
    const placement = placementOn(platformWith({ values }));
    const release = releaseOf(placement, {
      name: 'nightly',
      chart: 'report',
      fields: (below) => assignFields({ schedule: '0 2 * * *' }, { schedule: 'schedule' }, { below }),
    });
    expect(release).toMatchObject({
      path: 'spec',
      name: 'nightly',
      category: 'applications',
      environment: 'dev',
      namespace: 'dev',
      chart: { name: 'report', version: '1.0.0' },
      platformValues: values.report,
      freeValues: {},
      protected: false,
      scaling: 'both',
    });
    expect(assignedValues(release.fields({}))).toEqual({ schedule: '0 2 * * *' });
    expect([release.check({}), release.facts({})]).toEqual([[], {}]);
  });

  it('uses the chart version of the source', () => {
    const chart = { name: 'other', version: '2.0.0' };
    expect(releaseOf(placementOn(), { name: 'a', chart }).chart).toEqual(chart);
  });
});
