import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import { gatewayProblems, withIngressDefaults } from './gateway.ts';

const gateway = { name: 'public', namespace: 'gateways', tls: true };
const platform = { ingress: { gateway } };

function pathsOf(ingress: Values, ports: Values[] = []): string[] {
  const merged = { ports, ingress: { enabled: true, gateway: { name: 'public' }, tls: true, ...ingress } };
  return gatewayProblems(merged, platform).map(({ path }) => path);
}

describe('gatewayProblems()', () => {
  it.each<[string, Values, Values[]?]>([
    ['a host', { host: 'a.example.com', path: '/' }],
    ['an Ingress', { gateway: { name: '' }, className: 'nginx', tls: false, tlsSecretName: 'x' }],
    ['a disabled ingress', { enabled: false, className: 'nginx' }],
    ['encoded characters', { paths: [{ path: '/a%20b' }, { path: '/c', pathType: 'Exact' }] }],
    ['a GRPCRoute', { path: '/' }, [{ name: 'grpc', appProtocol: 'grpc' }]],
  ])('accepts %s', (_, ingress, ports) => {
    expect(pathsOf(ingress, ports)).toEqual([]);
  });

  it.each<[string, Values, string, Values[]?]>([
    ['a certificate', { tlsSecretName: 'web-tls' }, 'ingress.tlsSecretName'],
    ['an ingress class', { className: 'nginx' }, 'ingress.className'],
    ['other TLS than the listener', { tls: false }, 'ingress.tls'],
    ['a path of an expression', { path: '/a|b' }, 'ingress.path'],
    ['one of several paths', { paths: [{ path: '/' }, { path: '/[a]' }] }, 'ingress.paths[1].path'],
    [
      'a path type of controllers',
      { paths: [{ path: '/', pathType: 'ImplementationSpecific' }] },
      'ingress.paths[0].pathType',
    ],
    ['a path of gRPC', { path: '/a' }, 'ingress.path', [{ name: 'a', appProtocol: 'grpc' }]],
    [
      'paths of gRPC',
      { paths: [{ path: '/' }] },
      'ingress.paths',
      [{ name: 'a', appProtocol: 'kubernetes.io/h2c' }],
    ],
  ])('reports %s', (_, ingress, path, ports) => {
    expect(pathsOf(ingress, ports)).toEqual([path]);
  });
});

describe('withIngressDefaults()', () => {
  it('returns the Gateway with the TLS of its listener', () => {
    expect(withIngressDefaults({}, platform)).toEqual({
      ingress: { gateway: { name: 'public', namespace: 'gateways' }, tls: true },
    });
  });

  it('returns the class of the Ingress, unless the values set one', () => {
    const classes = { ingress: { className: 'nginx' } };
    expect(withIngressDefaults({}, classes)).toEqual({ ingress: { className: 'nginx' } });
    const own = { ingress: { className: 'internal' } };
    expect(withIngressDefaults(own, classes)).toEqual(own);
  });
});
