import { describe, expect, it } from 'vitest';
import { declaring, platformWith } from '../../test/support/platform.ts';
import { shareOperators } from './shared-operators.ts';

const operators = ['cert-manager', 'redis'];
const ours = platformWith({ operators });
const prod = platformWith({ gitOps: { clusterType: 'prod', environments: ['prod'] }, operators: ['redis'] });
const { platform: _, ...newClaim } = declaring(ours);
const claim = (platform: typeof ours, year: number) =>
  declaring(platform, { name: `since-${year}`, creationTimestamp: `${year}-01-01T00:00:00Z` });

describe('shareOperators()', () => {
  it('installs every operator of the first claim', () => {
    expect(shareOperators(ours, { self: newClaim, others: [] })).toEqual({
      installs: operators,
      warnings: [],
    });
  });

  it('leaves an operator to the claim that installs it on the same cluster', () => {
    const others = [claim(prod, 2027)];
    expect(shareOperators(ours, { self: newClaim, others })).toEqual({
      installs: ['cert-manager'],
      warnings: [
        'Operator redis is installed by BootstrapClaim infraforge-platform/since-2027 on this cluster; this claim uses it',
      ],
    });
    const elsewhere = { ...prod, destination: { name: 'prod' } };
    expect(shareOperators(ours, { self: newClaim, others: [claim(elsewhere, 2020)] }).installs).toEqual(
      operators,
    );
  });

  it('takes over an operator that the other claim uses but does not install', () => {
    const others = [claim({ ...prod, installs: [] }, 2020)];
    expect(shareOperators(ours, { self: newClaim, others }).installs).toEqual(operators);
  });

  it('leaves an operator that two claims install to the older one', () => {
    const both = { ...ours, installs: operators };
    const self = claim(both, 2025);
    expect(shareOperators(ours, { self, others: [claim(prod, 2026)] }).installs).toEqual(operators);
    expect(shareOperators(ours, { self, others: [claim(prod, 2024)] }).installs).toEqual(['cert-manager']);
  });
});
