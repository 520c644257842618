import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applicationName,
  dnsSubdomain,
  itemName,
  labelValue,
  reservedEnvironment,
  reservedNamespace,
  reservedNamespacesText,
} from './names.ts';

/** Kubernetes, "Labels and selectors", syntax of values. */
const validLabel = /^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/;

describe('labelValue()', () => {
  it.each([
    ['E-Commerce Team', 'E-Commerce-Team'],
    ['  Ürün & Satış  ', 'U-ru-n-Sat-s'],
    ['#platform-dev', 'platform-dev'],
    ['日本', ''],
    ['', ''],
  ])('converts %j to the label %j', (text, label) => {
    expect(labelValue(text)).toBe(label);
  });

  it('turns any string into a valid label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) =>
        validLabel.test(labelValue(text)),
      ),
    );
  });

  it('keeps a valid label', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/),
        (label) => labelValue(label) === label,
      ),
    );
  });
});

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
