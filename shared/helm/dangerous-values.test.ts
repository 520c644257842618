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

  it.each(names)('finds %s wherever it stands', (name) => {
    const schema = {
      definitions: { d: { properties: { [name]: {} } } },
      properties: { l: { items: { allOf: [{ properties: { [name]: {} } }] } } },
    };
    expect(unmarkedDangerousPaths(schema)).toHaveLength(2);
  });

  it.each(names)('is content with %s that is marked, or stands below a mark', (name) => {
    const schema = {
      properties: {
        [name]: { 'x-audience': 'platform' },
        pod: { 'x-audience': 'platform', properties: { [name]: {} } },
      },
    };
    expect(unmarkedDangerousPaths(schema)).toEqual([]);
  });

  it('finds the name of a service account, and no other name', () => {
    const account = { properties: { name: {}, create: {} } };
    expect(unmarkedDangerousPaths({ properties: { serviceAccount: account, volume: account } })).toEqual([
      'serviceAccount.name',
    ]);
  });
});
