import { describe, expect, it } from 'vitest';
import { platformWith } from '../../test/support/platform.ts';
import { workloadKinds } from './object-kinds.ts';
import { readPlatform } from './read-platform.ts';

const full = platformWith({
  imageRegistry: 'registry.example.com',
  storageClass: 'fast',
  allowedAnnotations: ['eks.amazonaws.com/*'],
  ingress: {
    className: 'nginx',
    domain: 'example.com',
    gateway: { name: 'public', namespace: 'gateways', sectionName: 'https', tls: true },
  },
  chartsRepository: {
    type: 'oci',
    url: 'oci://registry.example.com/charts',
    version: '1.0.0',
    versions: { redis: '1.0.1' },
    environments: { dev: { redis: '1.0.2' } },
    allowed: [
      { name: 'web-frontend', versions: ['2.0.0'], productionValues: true, kinds: ['apps/Deployment'] },
    ],
    plainHTTP: true,
  },
  gitOps: { production: true, namespaces: ['team-*'], values: 'file', delivery: 'applicationSets' },
  tenants: [
    {
      name: 'payments',
      requestNamespaces: ['team-pay'],
      groups: ['payments'],
      environments: ['dev'],
      namespaces: ['pay-*'],
      hosts: ['*.pay.example.com'],
      charts: ['microservice'],
      serviceTypes: ['LoadBalancer'],
      quota: { applications: 50, services: 10 },
      namespaceDefaults: { networkPolicy: { denyIngress: false, allowedNamespaces: [] } },
    },
  ],
  namespaceDefaults: {
    quota: { 'requests.cpu': 4, pods: '50' },
    limits: { default: { cpu: '500m' }, max: { memory: '4Gi' } },
    networkPolicy: { denyIngress: true, allowedNamespaces: ['ingress-nginx'] },
  },
  imageRegistries: ['registry.example.com/*'],
  serviceTypes: ['NodePort'],
  podSecurity: 'restricted',
  credentials: { allowLiterals: false },
  values: { redis: { replicas: 3 } },
});

/** Paths of all values of an object, including those of lists. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null || path[0] === 'values') return;
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...path, key]);
}

function changed(
  path: readonly string[],
  change: (parent: Record<string, unknown>, key: string) => void,
): unknown {
  const copy = structuredClone(full) as unknown as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
  change(parent, path.at(-1)!);
  return copy;
}

describe('readPlatform()', () => {
  it('reads what a run writes, unchanged', () => {
    expect(readPlatform(full)).toEqual(full);
    expect(readPlatform(platformWith())).toEqual(platformWith());
    expect(readPlatform(platformWith({ destination: { name: 'edge' } }))).toEqual(
      platformWith({ destination: { name: 'edge' } }),
    );
  });

  it('fills in fields that an older version did not write', () => {
    const { monitoring: _, operators: __, values: ___, podSecurity: ____, ...older } = platformWith();
    const { namespaces: _____, ...gitOps } = older.gitOps;
    const { versions: ______, plainHTTP: _______, ...chartsRepository } = older.chartsRepository;
    expect(readPlatform({ ...older, gitOps, chartsRepository })).toEqual(
      platformWith({ monitoring: false, operators: [], values: {} }),
    );
  });

  it('gives an allowed chart without kinds those of workloads', () => {
    const { chartsRepository } = full;
    const allowed = [{ name: 'web-frontend' }];
    expect(
      readPlatform({ ...full, chartsRepository: { ...chartsRepository, allowed } })?.chartsRepository.allowed,
    ).toEqual([{ name: 'web-frontend', kinds: workloadKinds }]);
  });

  it('reads the former name of the state store', () => {
    expect(readPlatform({ ...full, repositories: { voltran: 'old' } })?.repositories).toEqual({
      stateStore: 'old',
    });
  });

  it.each([...leaves(full)].filter(([first, second]) => first !== 'chartsRepository' || second !== 'type'))(
    'never throws for a malformed or missing %s.%s.%s',
    (...path) => {
      const given = path.filter((key) => key !== undefined);
      for (const value of [42, null, [], [[]], {}]) {
        const read = readPlatform(
          changed(given, (parent, key) => {
            parent[key] = value;
          }),
        );
        expect(read === undefined || typeof read.giteaURL === 'string').toBe(true);
      }
      expect(() => readPlatform(changed(given, (parent, key) => delete parent[key]))).not.toThrow();
    },
  );

  it('ignores a lone surrogate, which no file can hold', () => {
    expect(readPlatform(platformWith({ giteaURL: 'http://a\ud800' }))).toBeUndefined();
    expect(readPlatform(platformWith({ values: { redis: { 'a\udc00': 1 } } }))).toBeUndefined();
    const values = { redis: { pattern: '\\ud800', pair: '\ud83d\ude00' } };
    expect(readPlatform(platformWith({ values }))?.values).toEqual(values);
  });

  it.each(['../../x', 'a/b', 'Prod', '', 'x'.repeat(64)])('ignores a platform with the name %j', (name) => {
    expect(readPlatform(platformWith({ gitOps: { clusterType: name } }))).toBeUndefined();
    expect(readPlatform(platformWith({ gitOps: { environments: ['dev', name] } }))).toBeUndefined();
  });

  it('ignores a platform with an unknown level of Pod Security', () => {
    expect(readPlatform({ ...full, podSecurity: 'none' })).toBeUndefined();
  });

  it.each([undefined, null, 'x', [], {}, { gitOps: { environments: ['dev'] } }])('ignores %j', (value) => {
    expect(readPlatform(value)).toBeUndefined();
  });
});
