import { describe, expect, it } from 'vitest';
import type { Value, Values } from './chart.ts';
import { enabledDefaultProblems } from './enabled-defaults.ts';
import { mergeValues } from './merge-values.ts';

const defaults: Values = {
  // As in Bitnami's charts
  volumePermissions: { enabled: false, containerSecurityContext: { enabled: true, runAsUser: 0 } },
  agent: { enabled: false, node: { hostNetwork: true, hostPort: { enabled: false, ports: { http: 80 } } } },
  web: { enabled: true, securityContext: { privileged: true, runAsUser: null, runAsGroup: '' } },
  metrics: { enabled: false, securityContext: { runAsUser: 65_534, capabilities: { drop: ['ALL'] } } },
  exporters: [{ enabled: false, hostPID: true }],
};

const problemsOf = (request: Values, below: Values = defaults) => {
  const layer = { name: 'request', values: request } as const;
  const { values: effective } = mergeValues({ values: below }, [layer]);
  return enabledDefaultProblems(request, { fields: {}, effective, below });
};

describe('enabledDefaultProblems()', () => {
  it('reports a privileged part of a chart that a request enables, at the value that enables it', () => {
    expect(problemsOf({ volumePermissions: { enabled: true }, agent: { enabled: true } })).toEqual([
      {
        path: 'volumePermissions.enabled',
        message:
          'Would enable volumePermissions.containerSecurityContext.runAsUser, which only the platform team can enable',
      },
      {
        path: 'agent.enabled',
        message: 'Would enable agent.node.hostNetwork, which only the platform team can enable',
      },
    ]);
  });

  it('reports a default that a nested switch enables', () => {
    const below = { agent: { enabled: true, debug: { create: false, pod: { hostPID: true } } } };
    expect(problemsOf({ agent: { debug: { create: true } } }, below)).toMatchObject([
      { path: 'agent.debug.create' },
    ]);
  });

  it('reports what another value enables without its path', () => {
    const problems = enabledDefaultProblems(
      { tags: { agent: true } },
      { fields: {}, effective: { agent: { hostIPC: true } }, below: {} },
    );
    expect(problems).toMatchObject([{ path: '' }]);
  });

  it.each<[string, Values]>([
    ['what the chart has without the request', { web: { enabled: true, replicas: 2 } }],
    ['a part that stays within its pods', { metrics: { enabled: true } }],
    ['what it disables', { web: { enabled: false } }],
    ['another part', { agent: { replicas: 2 } }],
  ])('accepts %s', (_, request) => {
    expect(problemsOf(request)).toEqual([]);
  });

  it('leaves values of the request itself to their own rule', () => {
    const own: Value = { privileged: true };
    expect(problemsOf({ own })).toEqual([]);
    const effective = { own, of: { hostNetwork: true } };
    const fields = { of: { hostNetwork: true } };
    expect(enabledDefaultProblems({ own }, { fields, effective, below: {} })).toEqual([]);
  });
});
