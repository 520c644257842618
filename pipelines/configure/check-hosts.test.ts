import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { DeliveredRelease } from '../../shared/release/existing-request.ts';
import { ingressUrls } from '../../shared/release/ingress-urls.ts';
import type { Platform } from '../../shared/release/platform.ts';
import {
  declaring,
  existingWith,
  placementOn,
  platformWith,
  releaseWith,
} from '../../test/support/platform.ts';
import { pathsOf, refusalOf } from '../../test/support/refusal.ts';
import { checkHosts } from './check-hosts.ts';
import type { Plan } from './plan-release.ts';

const planOf = (ingress: Values, index = 0): Plan =>
  ({
    release: releaseWith({ name: `app-${index}`, path: `spec.applications[${index}]` }),
    facts: { urls: ingressUrls({ ingress: { enabled: true, ...ingress } }) },
  }) as unknown as Plan;

function check(
  ingresses: readonly Values[],
  { platform = platformWith(), others = [existingWith()] } = {},
): void {
  const self = existingWith({ name: 'mine', uid: 'z', items: [] });
  const [tenant] = platform.tenants ?? [];
  checkHosts(ingresses.map(planOf), {
    self,
    requests: [declaring(platform), ...others, self],
    placement: placementOn(platform, { tenant }),
  });
}

const host = 'a.example.com';

describe('checkHosts() within a request', () => {
  it.each<[string, Values, Values]>([
    ['the same host', { host }, { host, path: '/' }],
    ['another case', { host: 'A.example.com' }, { host: 'a.example.com.' }],
    ['a slash at the end', { host, path: '/x' }, { host, path: '/x/' }],
    ['a wildcard that covers the host', { host: '*.example.com' }, { host }],
    ['a wildcard two levels above the host', { host: '*.example.com' }, { host: 'a.b.example.com' }],
    ['a wildcard above a wildcard', { host: '*.a.example.com' }, { host: '*.example.com' }],
    ['one of several hosts', { hosts: ['b.example.com', host] }, { host }],
    ['one of several paths', { host, path: '/x' }, { host, paths: [{ path: '/y' }, { path: '/x' }] }],
  ])('refuses a duplicate address: %s', (_, one, other) => {
    const refusal = refusalOf(() => check([one, other]));
    expect([refusal.reason, pathsOf(refusal)]).toEqual(['InvalidValues', ['spec.applications[1].ingress']]);
    expect(refusal.problems[0]?.message).toContain('belongs to "app-0" too');
  });

  it('accepts a wildcard beside a host of the same application', () => {
    check([{ hosts: ['*.example.com', host] }]);
  });

  it('accepts different paths and disabled ingresses', () => {
    check([{ host }, { host, path: '/x' }, { host, enabled: false }]);
  });
});

it('checkHosts() names the values of a third-party chart', () => {
  const foreign = (index: number): Plan => {
    const plan = planOf({ host }, index);
    return { ...plan, release: { ...plan.release, chart: { name: 'wiki' } } };
  };
  const context = { self: existingWith(), requests: [], placement: placementOn() };
  const refusal = refusalOf(() => checkHosts([foreign(0), foreign(1)], context));
  expect(pathsOf(refusal)).toEqual(['spec.applications[1].values']);
});

describe('checkHosts() across requests', () => {
  const delivering = (url: string) =>
    existingWith({
      name: 'theirs',
      releases: [{ name: 'web', namespace: 'dev', urls: [url] } as unknown as DeliveredRelease],
    });

  it.each([
    ['the same address', { host }, 'https://a.example.com/'],
    ['a wildcard above the host', { host }, 'https://*.example.com/'],
    ['a host below the wildcard', { host: '*.example.com', path: '/x' }, 'http://a.example.com/x'],
  ])('refuses %s, naming the owner', (_, ingress, url) => {
    const refusal = refusalOf(() => check([ingress], { others: [delivering(url)] }));
    expect(refusal.reason).toBe('HostTaken');
    expect(refusal.problems[0]).toMatchObject({
      path: 'spec.applications[0].ingress',
      message: expect.stringMatching(/^Address ".*" belongs to ApplicationClaim team-a\/theirs; use another/),
    });
  });

  it('refuses an address that the spec of an older request sets', () => {
    const items = [{ name: 'web', namespace: 'dev', urls: ['http://a.example.com/'] }];
    const older = existingWith({ name: 'theirs', items });
    expect(refusalOf(() => check([{ host }], { others: [older] })).reason).toBe('HostTaken');
    check([{ host }], { others: [{ ...older, creationTimestamp: '2027-01-01T00:00:00Z' }] });
  });

  it('accepts another path, another level of the domain, and a malformed status', () => {
    for (const url of ['https://a.example.com/x', 'https://*.a.example.com/', 'nonsense']) {
      check([{ host }], { others: [delivering(url)] });
    }
  });
});

describe('checkHosts() with rules of the platform', () => {
  const tenants = (hosts?: readonly string[]): Partial<Platform> => ({
    tenants: [{ name: 'pay', requestNamespaces: ['team-a'], namespaces: ['dev'], ...(hosts && { hosts }) }],
  });
  const ingress = { domain: 'apps.example.com' };

  it.each<[string, Partial<Platform>, string]>([
    ['any host without a domain', {}, host],
    ['a host below the domain', { ingress }, 'web.apps.example.com'],
    ['a host below the default of a tenant', { ingress, ...tenants() }, 'x.pay.apps.example.com'],
  ])('accepts %s', (_, overrides, wanted) => {
    check([{ host: wanted }], { platform: platformWith(overrides) });
  });

  it.each<[string, Partial<Platform>, string, string]>([
    [
      'a host outside the domain',
      { ingress },
      host,
      'Host "a.example.com" does not belong to the domain of the platform; allowed: apps.example.com, *.apps.example.com',
    ],
    [
      'a host of another tenant',
      { ingress, ...tenants() },
      'x.web.apps.example.com',
      'Host "x.web.apps.example.com" does not belong to tenant "pay"; allowed: *.pay.apps.example.com',
    ],
    [
      'a wildcard above the hosts of a tenant',
      tenants(['*.pay.example.com']),
      '*.example.com',
      'Host "*.example.com" does not belong to tenant "pay"; allowed: *.pay.example.com',
    ],
    [
      'any host of a tenant without hosts',
      tenants(),
      host,
      'Host "a.example.com" does not belong to tenant "pay"; the tenant has no hosts',
    ],
  ])('refuses %s', (_, overrides, wanted, message) => {
    const platform = platformWith(overrides);
    expect(refusalOf(() => check([{ host: wanted }], { platform }))).toEqual({
      reason: 'NotAllowed',
      problems: [{ path: 'spec.applications[0].ingress', message }],
    });
  });
});
