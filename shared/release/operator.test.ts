import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { operatorNamed } from '../../test/support/services.ts';
import { hasOperator, withNeeds } from './operator.ts';

describe('hasOperator()', () => {
  it('finds operators that a BootstrapClaim installs, and those that the cluster has by other means', () => {
    const platform = platformWith({ operators: ['one'], installedOperators: ['two'] });
    expect(['one', 'two', 'three'].map((name) => hasOperator(platform, name))).toEqual([true, true, false]);
  });
});

describe('withNeeds()', () => {
  const known = [
    { ...operatorNamed('plugin'), needs: ['database'] },
    { ...operatorNamed('database'), needs: ['certificates'] },
    operatorNamed('certificates'),
  ];

  it('adds what operators need, and what that needs, by name', () => {
    expect(withNeeds(['plugin'], { known, present: [] })).toEqual(['certificates', 'database', 'plugin']);
    expect(withNeeds([], { known, present: [] })).toEqual([]);
  });

  it('adds no operator that the cluster has', () => {
    expect(withNeeds(['plugin'], { known, present: ['database'] })).toEqual(['plugin']);
  });
});
