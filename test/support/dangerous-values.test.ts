import { describe, expect, it } from 'vitest';
import { unmarkedDangerousPaths } from './dangerous-values.ts';

describe('unmarkedDangerousPaths()', () => {
  const names = [
    'hostPath',
    'privileged',
    'securityContext',
    'podSecurityContext',
    'serviceAccountName',
    'extraObjects',
    'extraManifests',
    'initContainers',
    'nodeName',
    'hostNetwork',
    'hostPID',
    'extraVolumes',
    'argocd.argoproj.io/hook',
  ];

  it.each(names)('reports %s at any depth', (name) => {
    const schema = {
      definitions: { d: { properties: { [name]: {} } } },
      properties: { l: { items: { allOf: [{ properties: { [name]: {} } }] } } },
    };
    expect(unmarkedDangerousPaths(schema)).toHaveLength(2);
  });

  it.each(names)('accepts %s if it or a parent is marked', (name) => {
    const schema = {
      properties: {
        [name]: { 'x-audience': 'platform' },
        pod: { 'x-audience': 'platform', properties: { [name]: {} } },
      },
    };
    expect(unmarkedDangerousPaths(schema)).toEqual([]);
  });

  it('reports the name of a service account, but no other name', () => {
    const account = { properties: { name: {}, create: {} } };
    expect(unmarkedDangerousPaths({ properties: { serviceAccount: account, volume: account } })).toEqual([
      'serviceAccount.name',
    ]);
  });
});
