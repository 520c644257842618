import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import { releaseWith } from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { checkHosts } from './check-hosts.ts';
import type { Plan } from './plan-release.ts';

const plans = (...ingresses: readonly Values[]): Plan[] =>
  ingresses.map(
    (ingress, index) =>
      ({
        release: releaseWith({ name: `app-${index}`, path: `spec.applications[${index}]` }),
        merged: { ingress: { enabled: true, ...ingress } },
      }) as unknown as Plan,
  );

describe('checkHosts()', () => {
  it.each<[string, Values, Values]>([
    ['the same host', { host: 'a.example.com' }, { host: 'a.example.com', path: '/' }],
    ['another case', { host: 'A.example.com' }, { host: 'a.example.com.' }],
    ['a slash at the end', { host: 'a.example.com', path: '/x' }, { host: 'a.example.com', path: '/x/' }],
  ])('refuses a duplicate address: %s', (_, one, other) => {
    const refusal = refusalOf(() => checkHosts(plans(one, other)));
    expect([refusal.reason, pathsOf(refusal)]).toEqual(['InvalidValues', ['spec.applications[1].ingress']]);
    expect(refusal.problems[0]?.message).toContain('belongs to "app-0" too');
  });

  it('accepts different paths and disabled ingresses', () => {
    const host = 'a.example.com';
    checkHosts(plans({ host }, { host, path: '/x' }, { host, enabled: false }));
  });
});
