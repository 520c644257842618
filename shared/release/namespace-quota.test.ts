import { describe, expect, it } from 'vitest';
import type { RequestError } from '../errors.ts';
import { checkNamespaceQuota } from './namespace-quota.ts';
import type { NamespaceDefaults } from './platform.ts';
import type { PodGroup } from './pod-group.ts';

const resources = { requests: { cpu: '100m', memory: '1Gi' }, limits: { cpu: 1, memory: '2Gi' } };
const values = { resources, sidecar: { limits: { cpu: '50m' } }, size: '10Gi' };
const plan = (name: string, ...pods: PodGroup[]) => ({
  release: { name, path: 'spec.services[0]', pods: () => pods },
  values,
});
const three: PodGroup = { count: 3, containers: ['resources'], volumes: ['size'] };

/** Returns the problems of releases, each without the advice. */
function problemsOf(plans: Parameters<typeof checkNamespaceQuota>[0], defaults: NamespaceDefaults): string[] {
  try {
    checkNamespaceQuota(plans, { namespace: 'pay', defaults });
    return [];
  } catch (error) {
    return (error as RequestError).problems.map(
      ({ path, message }) => `${path}: ${message.split('; lower', 1)[0]}`,
    );
  }
}

describe('checkNamespaceQuota()', () => {
  it.each([
    ['pods', 5, 'Total pods of 6 exceeds 5, the quota of namespace "pay": a 3, b 3'],
    ['persistentvolumeclaims', 5, 'Total persistentvolumeclaims of 6 exceeds 5'],
    ['requests.storage', '59Gi', 'Total requests.storage of 60Gi exceeds 59Gi'],
    ['requests.cpu', '500m', 'Total requests.cpu of 0.6 exceeds 500m'],
    ['cpu', '500m', 'Total cpu of 0.6 exceeds 500m'],
    ['limits.cpu', 5, 'Total limits.cpu of 6 exceeds 5'],
    ['requests.memory', '5Gi', 'Total requests.memory of 6Gi exceeds 5Gi'],
    ['limits.memory', '11Gi', 'Total limits.memory of 12Gi exceeds 11Gi'],
  ])('reports a sum above the quota of %s', (resource, amount, expected) => {
    expect(problemsOf([plan('a', three), plan('b', three)], { quota: { [resource]: amount } })).toEqual([
      expect.stringContaining(`spec.services: ${expected}`),
    ]);
  });

  it('accepts a sum that reaches the quota, also of amounts that are not exact numbers', () => {
    const quota = { pods: 3, 'requests.cpu': '300m', 'requests.memory': '3Gi', 'requests.storage': '30Gi' };
    expect(problemsOf([plan('a', three)], { quota })).toEqual([]);
  });

  it('counts a request that follows from a limit or from the limit range', () => {
    const sidecar: PodGroup = { count: 2, containers: ['sidecar', 'none'], volumes: [] };
    const limits = { default: { cpu: 1 }, defaultRequest: { cpu: '10m' } };
    expect(problemsOf([plan('a', sidecar)], { quota: { 'requests.cpu': '100m' }, limits })).toEqual([
      'spec.services: Total requests.cpu of 0.12 exceeds 100m, the quota of namespace "pay": a 0.12',
    ]);
    expect(problemsOf([plan('a', sidecar)], { quota: { 'requests.cpu': '100m' } })).toEqual([]);
  });

  it('counts volumes without pods, with their sizes', () => {
    const volumes: PodGroup = { count: 1, containers: [], volumes: ['20Gi', '10Gi'] };
    expect(problemsOf([plan('a', volumes)], { quota: { pods: 0, 'requests.storage': '29Gi' } })).toEqual([
      'spec.services: Total requests.storage of 30Gi exceeds 29Gi, the quota of namespace "pay": a 30Gi',
    ]);
    expect(problemsOf([plan('a', volumes)], { quota: { persistentvolumeclaims: 1 } })).toHaveLength(1);
  });

  it('ignores resources that no pod uses, and releases whose pods are unknown', () => {
    const unknown = { release: { name: 'x', path: 'spec.applications[0]' }, values };
    expect(problemsOf([plan('a', three)], { quota: { secrets: 1, 'count/jobs.batch': 0 } })).toEqual([]);
    expect(problemsOf([unknown], { quota: { pods: 0 } })).toEqual([]);
  });
});
