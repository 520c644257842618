import { describe, expect, it } from 'vitest';
import type { Value } from '../helm/chart.ts';
import { ingressUrls, parseIngressUrl } from './ingress-urls.ts';

describe('ingressUrls()', () => {
  it.each([
    ['no ingress', {}, []],
    ['a disabled ingress', { enabled: false, host: 'a.example.com' }, []],
    ['an ingress that is not created', { create: false, host: 'a.example.com' }, []],
    ['an ingress without a switch', { host: 'a.example.com' }, ['http://a.example.com/']],
    ['a list of ingresses', [{ host: 'a.b' }, { enabled: false, host: 'c.d' }], ['http://a.b/']],
    [
      'named ingresses',
      {
        main: { enabled: true, hosts: [{ host: 'a.b', paths: [{ path: '/x' }] }] },
        other: { enabled: false, host: 'c.d' },
      },
      ['http://a.b/x'],
    ],
    ['named ingresses of a disabled one', { enabled: false, main: { host: 'a.b' } }, []],
    ['host and path', { enabled: true, host: 'a.example.com', path: '/api/' }, ['http://a.example.com/api']],
    ['upper case and a trailing dot', { enabled: true, host: 'A.Example.com.' }, ['http://a.example.com/']],
    ['TLS', { enabled: true, host: 'a.example.com', tls: true }, ['https://a.example.com/']],
    [
      'hosts as of helm create',
      {
        enabled: true,
        hosts: [
          { host: 'a.example.com', paths: [{ path: '/' }, { path: '/b' }] },
          { host: 'c.example.com', paths: ['/d'] },
        ],
        tls: [{ hosts: ['a.example.com'] }],
      },
      ['https://a.example.com/', 'https://a.example.com/b', 'https://c.example.com/d'],
    ],
    [
      'hosts as of Bitnami',
      {
        enabled: true,
        hostname: 'a.example.com',
        path: '/x',
        extraHosts: [{ name: 'b.example.com', path: '/' }],
      },
      ['http://a.example.com/x', 'http://b.example.com/'],
    ],
    ['a truthy string', { enabled: 'false', host: 'a.b' }, ['http://a.b/']],
    ['a path with a line end', { enabled: true, host: 'a.b', path: '/\n' }, ['http://a.b/\n']],
    ['rules as of Bitnami', { enabled: true, extraRules: [{ host: 'a.b' }] }, ['http://a.b/']],
    ['a list of strings, with a duplicate', { enabled: true, hosts: ['a.b', 'a.b'] }, ['http://a.b/']],
    [
      'hosts with common paths',
      { enabled: true, host: '', hosts: ['a.b', '*.c.d'], path: '/z', paths: [{ path: '/x' }, '/y'] },
      ['http://a.b/x', 'http://a.b/y', 'http://*.c.d/x', 'http://*.c.d/y'],
    ],
    ['hosts with a common path', { hosts: ['a.b'], path: '/x' }, ['http://a.b/x']],
    ['values of other types', { enabled: true, host: 5, hosts: [null, 3, { host: {} }], path: [] }, []],
  ] as [string, Value, string[]][])('reads %s', (_, ingress, expected) => {
    expect(ingressUrls({ ingress })).toEqual(expected);
  });
});

it('ingressUrls() reads ingresses of sub-charts', () => {
  const values = { server: { adminIngress: { enabled: true, hosts: ['a.b'] } } };
  expect(ingressUrls(values)).toEqual(['http://a.b/']);
});

it('ingressUrls() reads routes as of helm create', () => {
  const httpRoute = {
    enabled: true,
    hostnames: ['a.b', 'c.d'],
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/x' } }, { headers: [] }] }, null],
  };
  expect(ingressUrls({ httpRoute })).toEqual(['http://a.b/x', 'http://a.b/', 'http://c.d/x', 'http://c.d/']);
});

describe('parseIngressUrl()', () => {
  it('returns host and path of a URL', () => {
    expect(parseIngressUrl('https://a.example.com/api')).toEqual({ host: 'a.example.com', path: '/api' });
  });

  it.each([undefined, 5, '', 'ftp://a/', 'https://a'])('returns undefined for %j', (text) => {
    expect(parseIngressUrl(text)).toBeUndefined();
  });
});
