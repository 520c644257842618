import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helm, root } from './support/tools.ts';

interface Rendered {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects of several kinds
  readonly spec: any;
  readonly data: Readonly<Record<string, string>>;
}

const chart = join(root, 'promises/redis/chart');
const production = ['--values', join(chart, 'values-production.yaml')];
const modes = [
  ['standalone', ['--set', 'mode=standalone,replicas=1']],
  ['replication', []],
  ['cluster', ['--set', 'mode=cluster']],
] as const;

/** Renders production with the arguments. */
function render(args: readonly string[] = [], folder = chart): Rendered[] {
  const secret = ['--set', 'credentials.secretName=cache-password'];
  const { status, stdout, stderr } = helm(4, [
    'template',
    'cache',
    folder,
    ...production,
    ...secret,
    ...args,
  ]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
}

const engineOf = (objects: readonly Rendered[]): Rendered =>
  objects.find(({ kind }) => kind.startsWith('Redis'))!;

const settingsOf = (objects: readonly Rendered[]): string[] =>
  objects
    .find(({ kind }) => kind === 'ConfigMap')!
    .data['redis-additional.conf']!.trim()
    .split('\n');

describe('a new version of the redis chart', () => {
  let next: string;
  beforeAll(() => {
    next = mkdtempSync(join(tmpdir(), 'redis-chart-'));
    cpSync(chart, next, { recursive: true });
    const file = join(next, 'Chart.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('version: 1.0.0', 'version: 1.0.1'));
  });
  afterAll(() => rmSync(next, { recursive: true }));

  it.each(modes)('changes nothing of the engine in the mode %s', (_, args) => {
    const [before, after] = [render(args), render(args, next)];
    expect(engineOf(after)).toEqual(engineOf(before));
    expect(after.filter(({ metadata }) => metadata.labels['helm.sh/chart'] === 'redis-1.0.1')).not.toEqual(
      [],
    );
  });
});

describe.each(modes)('redis in the mode %s', (mode, args) => {
  it('has labels on the engine that no value changes', () => {
    const changes = [
      'podLabels.team=shop',
      'version=8.2.9',
      'podAnnotations.note=x',
      'redis.config.timeout=5',
    ];
    const labels = engineOf(render(args)).metadata.labels;
    expect(engineOf(render([...args, '--set', changes.join(',')])).metadata.labels).toEqual(labels);
    expect(Object.keys(labels).sort()).toEqual(
      ['component', 'instance', 'managed-by', 'name'].map((name) => `app.kubernetes.io/${name}`),
    );
  });

  it('protects every object if it is protected', () => {
    const objects = render([...args, '--set', 'protected=true,monitoring.enabled=true']);
    for (const { kind, metadata } of objects) {
      expect(metadata.annotations, kind).toMatchObject({
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      });
    }
  });

  it('replaces the StatefulSet and keeps its pods if the volume grows', () => {
    const { metadata, spec } = engineOf(render(args));
    expect(metadata.annotations).toMatchObject({
      'redis.opstreelabs.in/recreate-statefulset': 'true',
      'redis.opstreelabs.in/recreate-statefulset-strategy': 'orphan',
    });
    expect(spec.kubernetesConfig.ignoreAnnotations).toEqual(
      expect.arrayContaining(['redis.opstreelabs.in/recreate-statefulset']),
    );
  });

  it('restarts its pods if the configuration changes, without a change of annotations', () => {
    const [before, after] = [render(args), render([...args, '--set', 'redis.config.timeout=5'])].map(
      engineOf,
    );
    expect(after!.spec.env).not.toEqual(before!.spec.env);
    expect(after!.metadata).toEqual(before!.metadata);
  });

  it('reads the password from the Secret', () => {
    expect(engineOf(render(args)).spec.kubernetesConfig.redisSecret).toEqual({
      name: 'cache-password',
      key: 'password',
    });
  });

  it('has one budget for all pods with data, and none for a single pod', () => {
    const budgets = render(args).filter(({ kind }) => kind === 'PodDisruptionBudget');
    const apps = budgets.map(({ spec }) => spec.selector.matchExpressions[0].values);
    expect(apps).toEqual(
      {
        standalone: [],
        replication: [['cache'], ['cache-s']],
        cluster: [['cache-leader', 'cache-follower']],
      }[mode],
    );
    expect(budgets.filter(({ spec }) => spec.maxUnavailable !== 1)).toEqual([]);
  });
});

describe('the memory bound of redis', () => {
  it.each([
    ['resources.limits.memory=2Gi', Math.floor(0.6 * 2 ** 31)],
    ['resources.limits.memory=2Gi,persistence.enabled=false', Math.floor(0.7 * 2 ** 31)],
    ['resources.limits.memory=1500M', 9e8],
    ['resources.limits.memory=null,resources.requests.memory=1Gi', Math.floor(0.6 * 2 ** 30)],
  ])('is computed from %s', (values, bytes) => {
    expect(settingsOf(render(['--set', values]))).toEqual([
      `maxmemory ${bytes}`,
      'maxmemory-policy noeviction',
    ]);
  });

  it('frees memory by the policy of the values', () => {
    expect(settingsOf(render(['--set', 'redis.maxmemoryPolicy=allkeys-lru']))).toContain(
      'maxmemory-policy allkeys-lru',
    );
  });
});

describe('redis in production', () => {
  it('lets only its namespace, the operator and the listed peers reach Sentinel, which has no password', () => {
    const peer = ['--set-json', 'networkPolicyPeers=[{"podSelector":{"matchLabels":{"a":"b"}}}]'];
    const policy = render(peer).find(({ kind }) => kind === 'NetworkPolicy')!;
    expect(policy.spec.podSelector.matchExpressions[0]).toMatchObject({ key: 'app', values: ['cache-s'] });
    expect(policy.spec.ingress).toEqual([
      {
        from: [
          { podSelector: {} },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'redis-system' } } },
          { podSelector: { matchLabels: { a: 'b' } } },
        ],
        ports: [{ port: 26379, protocol: 'TCP' }],
      },
    ]);
    const standalone = render(['--set', 'mode=standalone,replicas=1']);
    expect(standalone.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  });

  it('has three pods with data, and three of Sentinel with the image of the same version', () => {
    const { kind, spec } = engineOf(render(['--set', 'version=8.2.9']));
    expect([kind, spec.clusterSize, spec.sentinel.size]).toEqual(['RedisReplication', 3, 3]);
    expect([spec.kubernetesConfig.image, spec.sentinel.image]).toEqual([
      'quay.io/opstree/redis:v8.2.9',
      'quay.io/opstree/redis-sentinel:v8.2.9',
    ]);
  });

  it('spreads its pods and those of Sentinel over nodes and zones', () => {
    const { spec } = engineOf(render());
    for (const { affinity, topologySpreadConstraints } of [spec, spec.sentinel]) {
      const [term] = affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
      expect(term.podAffinityTerm.topologyKey).toBe('kubernetes.io/hostname');
      expect(topologySpreadConstraints[0].topologyKey).toBe('topology.kubernetes.io/zone');
    }
  });

  it('spreads leaders and followers of a cluster together', () => {
    const { spec, metadata } = engineOf(render(['--set', 'mode=cluster']));
    expect(spec.redisLeader.affinity).toEqual(spec.redisFollower.affinity);
    expect(JSON.stringify(spec.redisLeader.affinity)).toContain('["cache-leader","cache-follower"]');
    expect(metadata.annotations).toMatchObject({
      'redisclusters.redis.redis.opstreelabs.in/role-anti-affinity': 'true',
    });
  });

  it('is not rendered without a Secret', () => {
    const { status, stderr } = helm(4, ['template', 'cache', chart, ...production]);
    expect(status).not.toBe(0);
    expect(stderr).toContain('credentials.secretName is required');
  });
});
