import { describe, expect, it } from 'vitest';
import type { Values } from '../../../shared/helm/chart.ts';
import { checkPeers, peerWarnings } from './check-peers.ts';

const ports = [{ name: 'http', port: 8080 }];
const problemsOf = (networkPolicy: Values): string[] =>
  checkPeers({ ports, networkPolicy }).map(({ path }) => path);

describe('checkPeers()', () => {
  it.each<[string, Values]>([
    ['no limits', {}],
    [
      'callers by name, number and range',
      { from: [{ application: 'web', ports: [{ port: 'http' }, { port: 9 }] }] },
    ],
    ['a range with an exception', { to: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }] }],
    ['a named port of a target', { to: [{ application: 'web', ports: [{ port: 'grpc' }] }] }],
  ])('accepts %s', (_, policy) => {
    expect(problemsOf(policy)).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['a range with bits beyond its prefix', { from: [{ cidr: '10.0.0.1/8' }] }, 'networkPolicy.from[0].cidr'],
    [
      'an exception outside',
      { to: [{ cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] }] },
      'networkPolicy.to[0].except[0]',
    ],
    [
      'an invalid exception',
      { to: [{ cidr: '10.0.0.0/8', except: ['10'] }] },
      'networkPolicy.to[0].except[0]',
    ],
    [
      'a port of callers that does not exist',
      { from: [{ ports: [{ port: 'grpc' }] }] },
      'networkPolicy.from[0].ports[0].port',
    ],
  ])('reports %s', (_, policy, path) => {
    expect(problemsOf(policy)).toEqual([path]);
  });
});

describe('peerWarnings()', () => {
  const policyTypes = ['Ingress'];
  const warningsOf = (merged: Values, denyIngress = false): string[] =>
    peerWarnings(merged, {
      namespace: 'dev',
      defaults: denyIngress ? { networkPolicy: { denyIngress, allowedNamespaces: [] } } : undefined,
    });
  const exposed = { ingress: { enabled: true }, monitoring: { enabled: true } };

  it('warns if the policy of the platform admits the whole namespace', () => {
    expect(warningsOf({ networkPolicy: { policyTypes } }, true)[0]).toContain(
      'admits every pod of namespace "dev"',
    );
  });

  it('warns if no caller outside of the namespace is admitted', () => {
    expect(
      warningsOf({ ...exposed, networkPolicy: { policyTypes, from: [{ application: 'web' }] } }),
    ).toEqual(['networkPolicy.from does not admit the ingress controller and Prometheus; add the namespace']);
  });

  it.each<[string, Values]>([
    ['without limits', exposed],
    [
      'with a namespace',
      { ...exposed, networkPolicy: { policyTypes, from: [{ namespace: 'ingress-nginx' }] } },
    ],
    ['of an application without access from outside', { networkPolicy: { policyTypes, from: [] } }],
  ])('returns nothing for a policy %s', (_, merged) => {
    expect(warningsOf(merged)).toEqual([]);
  });
});
