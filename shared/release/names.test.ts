import { describe, expect, it } from 'vitest';
import {
  applicationName,
  dnsSubdomain,
  itemName,
  reservedEnvironment,
  reservedNamespace,
  reservedNamespacesText,
} from './names.ts';

describe('applicationName()', () => {
  it('joins name and environment', () => {
    expect(applicationName({ name: 'a-b', environment: 'dev' })).toBe('a-b-dev');
  });

  it('puts the tenant between them', () => {
    expect(applicationName({ name: 'a', nameScope: 'pay', environment: 'dev' })).toBe('a-pay-dev');
  });
});

describe('reservedEnvironment', () => {
  it.each(['apps', 'platform', 'operators', 'root', 'infraforge', 'x-apps', 'a-b-root', '-apps'])(
    'matches %s',
    (name) => {
      expect(reservedEnvironment.test(name)).toBe(true);
    },
  );
  it.each(['dev', 'myapps', 'apps-dev', 'rooted', 'infraforge2'])('does not match %s', (name) => {
    expect(reservedEnvironment.test(name)).toBe(false);
  });
});

describe('reservedNamespace', () => {
  it.each(['default', 'argocd', 'kube-system', 'kube-', 'kratix-platform-system', 'infraforge-platform'])(
    'matches %s',
    (name) => {
      expect(reservedNamespace.test(name)).toBe(true);
    },
  );
  it('is listed in messages', () => {
    expect(reservedNamespacesText).toBe('default, argocd, infraforge-*, kube-* and kratix-* are reserved');
  });
  it.each(['default2', 'my-argocd', 'kubernetes', 'kratix', 'infraforge'])('does not match %s', (name) => {
    expect(reservedNamespace.test(name)).toBe(false);
  });
});

describe('itemName and dnsSubdomain', () => {
  it.each(['a', 'a1', 'a-1', 'web-shop'])('itemName matches %s', (name) =>
    expect(itemName.test(name)).toBe(true),
  );
  it.each(['', '1a', 'A', 'a-', '-a', 'a.b', 'a/b', '..', 'a\n', 'ä'])(
    'itemName does not match %j',
    (name) => {
      expect(itemName.test(name)).toBe(false);
    },
  );
  it.each(['a', 'a.b', '1.2', 'a-b.c'])('dnsSubdomain matches %s', (name) =>
    expect(dnsSubdomain.test(name)).toBe(true),
  );
  it.each(['a..b', '.a', 'a.', 'a.-b', 'a_b'])('dnsSubdomain does not match %j', (name) => {
    expect(dnsSubdomain.test(name)).toBe(false);
  });
});
