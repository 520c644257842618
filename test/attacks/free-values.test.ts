import { describe, expect, it } from 'vitest';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestOf,
} from '../support/configured.ts';
import { refusalOfAsync } from '../support/refusal.ts';

const application = 'spec.applications[0]';
const service = 'spec.services[0]';
const redisWith = (fields: object) =>
  requestOf('PlatformApplicationClaim', {
    environment: 'dev',
    services: [{ name: 'cache', type: 'redis', credentials: { secretName: 'cache-password' }, ...fields }],
  });

describe('free values', () => {
  it.each([
    ['of an application', applicationWith({ values: { monitoring: { enabled: true } } }), application],
    ['of a service', databaseWith({ values: { monitoring: { enabled: true } } }), service],
  ])('cannot enable monitoring on a platform without it: %s', async (_, object, path) => {
    const refusal = await refusalOfAsync(() => configured(object));
    expect(refusal.reason).toBe('InvalidValues');
    expect(refusal.problems.map((found) => found.path)).toEqual([`${path}.values.monitoring.enabled`]);
    const platform = bootstrapWith({ monitoring: true });
    expect((await configured(object, { platform })).status.releases).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['env', { env: [{ name: 'A', value: '1' }], values: { env: [{ name: 'B', value: '2' }] } }],
    ['ports', { ports: [{ name: 'http', port: 8080 }], values: { ports: [{ name: 'http', port: 80 }] } }],
    [
      'image.pullSecrets',
      {
        image: { repository: 'registry.example.com/web', tag: 'v1', pullSecrets: ['a'] },
        values: { image: { pullSecrets: ['b'] } },
      },
    ],
  ])('cannot replace the typed field %s', async (list, fields) => {
    const refusal = await refusalOfAsync(() => configured(applicationWith(fields)));
    expect(refusal).toMatchObject({
      reason: 'InvalidValues',
      problems: [{ path: `${application}.values.${list}` }],
    });
  });

  it.each<[string, object, string, string]>([
    [
      'the name of a node',
      { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } },
      'nodeSelector["kubernetes.io/hostname"]',
      'Invalid key: Label of nodes; names of nodes and control-plane roles are not allowed',
    ],
    [
      'control-plane nodes by their label',
      { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } },
      'nodeSelector["node-role.kubernetes.io/control-plane"]',
      'Invalid key: Label of nodes; names of nodes and control-plane roles are not allowed',
    ],
    [
      'control-plane nodes by a toleration',
      { tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] },
      'tolerations[0].key',
      'Control-plane nodes are not allowed',
    ],
    [
      'every node',
      { tolerations: [{ operator: 'Exists' }] },
      'tolerations[0].key',
      'Required: Key of the taint',
    ],
    [
      'every node by an empty key',
      { tolerations: [{ key: '' }] },
      'tolerations[0].key',
      'Must not be empty; set a value',
    ],
    [
      'the behaviour of Argo CD',
      { podAnnotations: { 'argocd.argoproj.io/hook': 'Sync' } },
      'podAnnotations["argocd.argoproj.io/hook"]',
      'Invalid key: Annotations of Argo CD are not allowed',
    ],
  ])('cannot select %s', async (_, values, path, message) => {
    for (const [object, item] of [
      [applicationWith({ values }), application],
      [databaseWith({ values }), service],
    ] as const) {
      const refusal = await refusalOfAsync(() => configured(object));
      expect(refusal.problems).toEqual([{ path: `${item}.values.${path}`, message }]);
    }
  });

  it('cannot enable autoscaling beside a number of replicas', async () => {
    const object = applicationWith({ replicas: 2, values: { autoscaling: { enabled: true } } });
    expect(await refusalOfAsync(() => configured(object))).toMatchObject({
      problems: [{ path: `${application}.values.autoscaling.enabled` }],
    });
  });
});

describe('an invalid value', () => {
  it.each<[string, ReturnType<typeof redisWith>, string]>([
    ['too few replicas for a mode', redisWith({ mode: 'replication', replicas: 1 }), `${service}.replicas`],
    ['high availability of one', redisWith({ highAvailability: true }), `${service}.highAvailability`],
    [
      'a main port without TCP',
      applicationWith({
        ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
        ingress: { host: 'dns.example.com' },
      }),
      `${application}.ports[0].protocol`,
    ],
  ])('is reported at the field that set it: %s', async (_, object, path) => {
    const refusal = await refusalOfAsync(() => configured(object));
    expect(refusal.problems.map((found) => found.path)).toEqual([path]);
  });

  it('names the values of the platform if only those are invalid', async () => {
    const platform = bootstrapWith({ values: { microservice: { replicas: 1000 } } });
    const refusal = await refusalOfAsync(() => configured(applicationWith(), { platform }));
    expect(refusal.problems).toEqual([
      {
        path: application,
        message: expect.stringContaining('BootstrapClaim spec.values.microservice sets it'),
      },
    ]);
  });
});
