import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { elasticsearch } from '../../promises/elasticsearch/service.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { versionChangeProblem } from '../../shared/service/engine-versions.ts';
import { ourCharts } from './support/charts.ts';
import { renderObjects } from './support/render.ts';
import { ask } from './support/tools.ts';

const { folder, production, variants } = ourCharts().find(({ name }) => name === 'elasticsearch')!;
const layers = { development: '{}', production: readFileSync(production, 'utf8') };
type Environment = keyof typeof layers;

/** Release to render. */
interface Target {
  readonly environment?: Environment;
  readonly release?: string;
}

/** Object Elasticsearch of a release. */
interface Elasticsearch {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Values };
  readonly spec: Values;
}

/** Renders the object of a release with the defaults of an environment and the values of a request. */
function render(
  values: Values,
  { environment = 'development', release = 'search' }: Target = {},
): Elasticsearch {
  const question = { chart: { dir: folder }, layers: [layers[environment], JSON.stringify(values)] };
  const objects = renderObjects<Elasticsearch>({ ...question, release, namespace: 'dev' });
  expect(objects.map(({ kind }) => kind)).toEqual(['Elasticsearch']);
  return objects[0]!;
}

/** Part of a set of nodes. */
interface NodeSet {
  readonly count: number;
  readonly config: Values;
  readonly podTemplate: { readonly metadata: { readonly labels: Values }; readonly spec: PodSpec };
  readonly volumeClaimTemplates: readonly { readonly metadata: Values; readonly spec: Values }[];
}
interface PodSpec {
  readonly securityContext: Values;
  readonly containers: readonly { readonly securityContext: Values; readonly resources: Values }[];
  readonly [key: string]: unknown;
}

const nodesOf = (values: Values, target?: Target): NodeSet =>
  (render(values, target).spec['nodeSets'] as unknown as NodeSet[])[0]!;

describe.each(Object.keys(layers) as Environment[])('the chart elasticsearch in %s', (environment) => {
  it('requests the memory of the limit, from which the engine derives its heap', () => {
    const { requests, limits } = nodesOf({}, { environment }).podTemplate.spec.containers[0]!
      .resources as Record<string, Values>;
    expect(requests?.['memory']).toBe(limits?.['memory']);
  });

  it('meets Pod Security "restricted", and needs no setting of the kernel', () => {
    const { config, podTemplate } = nodesOf({}, { environment });
    expect(podTemplate.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(podTemplate.spec.containers.map(({ securityContext }) => securityContext)).toMatchObject([
      { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
    ]);
    expect(podTemplate.spec).toMatchObject({ automountServiceAccountToken: false });
    expect(podTemplate.spec).not.toHaveProperty('initContainers');
    expect(config).toEqual({ 'node.store.allow_mmap': false });
  });

  it('changes only the size of the volumes, whatever else changes', () => {
    const claims = (values: Values) => nodesOf(values, { environment }).volumeClaimTemplates;
    const [before, after] = [
      claims({}),
      claims({ persistence: { size: '500Gi' }, version: '8.19.22', podLabels: { 'example.com/a': 'b' } }),
    ];
    expect(after[0]!.spec['resources']).toEqual({ requests: { storage: '500Gi' } });
    expect({ ...after[0]!.spec, resources: before[0]!.spec['resources'] }).toEqual(before[0]!.spec);
    expect(after[0]!.metadata).toEqual({ name: 'elasticsearch-data' });
  });

  it('spreads the nodes over hosts and zones by a label that the operator never changes', () => {
    const labelSelector = { matchLabels: { 'elasticsearch.k8s.elastic.co/cluster-name': 'search' } };
    const { affinity, topologySpreadConstraints } = nodesOf({}, { environment }).podTemplate.spec;
    const podAffinityTerm = { topologyKey: 'kubernetes.io/hostname', labelSelector };
    const preferred = [{ weight: 100, podAffinityTerm }];
    expect(affinity).toEqual({
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred },
    });
    expect(topologySpreadConstraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
    ]);
  });

  it('has the host of the status in the certificate of the server', () => {
    expect(render({}, { environment }).spec['http']).toEqual({
      tls: {
        selfSignedCertificate: { subjectAltNames: [{ dns: 'search-es-http.dev.svc.cluster.local' }] },
      },
    });
  });
});

describe('the chart elasticsearch', () => {
  it.each([
    [true, 'DeleteOnScaledownOnly', { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }],
    [false, 'DeleteOnScaledownAndClusterDeletion', undefined],
  ])('with protected %s renders the policy of volumes %s', (isProtected, policy, annotations) => {
    const { metadata, spec } = render({ protected: isProtected });
    expect(spec['volumeClaimDeletePolicy']).toBe(policy);
    expect(metadata.annotations).toEqual(annotations);
  });

  it('leaves the budget to the operator, which looks at the health of the cluster, or has none', () => {
    const spec = (podDisruptionBudget: boolean) =>
      render({ replicas: 3, highAvailability: { podDisruptionBudget } }).spec;
    expect(spec(true)).not.toHaveProperty('podDisruptionBudget');
    expect(spec(false)['podDisruptionBudget']).toEqual({});
  });

  it('leaves the spread over zones to the operator, if the nodes have zones', () => {
    const nodes = nodesOf({ replicas: 3, elasticsearch: { zoneAwareness: true } });
    expect(nodes).toMatchObject({ zoneAwareness: { topologyKey: 'topology.kubernetes.io/zone' } });
    expect(nodes.podTemplate.spec).not.toHaveProperty('topologySpreadConstraints');
  });

  it('has no label of a version on the pods, so that a new chart alone restarts nothing', () => {
    const { labels } = nodesOf({}).podTemplate.metadata;
    expect(labels).toEqual({
      'app.kubernetes.io/name': 'elasticsearch',
      'app.kubernetes.io/instance': 'search',
      'app.kubernetes.io/component': 'database',
    });
  });

  it('adds the settings of a request', () => {
    const config = { 'search.max_buckets': 100000 };
    expect(nodesOf({ elasticsearch: { config, allowMmap: true } }).config).toEqual({
      'node.store.allow_mmap': true,
      ...config,
    });
  });

  it('refuses a name that is longer than the operator accepts', () => {
    const name = 'x'.repeat(elasticsearch.nameLimit);
    expect(render({}, { release: name }).metadata.name).toBe(name);
    expect(() => render({}, { release: `${name}x` })).toThrow('at most 36 characters');
  });
});

/** Answer of ECK's webhook about one object. */
interface Answer {
  readonly id: string;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Write for ECK's webhook: a creation, or a change of `old`. */
interface Write {
  readonly id: string;
  readonly object: object;
  readonly old?: object;
}

const askWebhook = (writes: readonly Write[]): Answer[] => ask<Answer>('eck', [], writes);

/** Object as Argo CD applies it. */
const applied = (values: Values, target?: Target): Elasticsearch => {
  const { metadata, ...object } = render(values, target);
  return { ...object, metadata: { ...metadata, namespace: 'dev' } as Elasticsearch['metadata'] };
};

/** Asks the webhook about the change of a release. */
function change(before: Values, after: Values): readonly string[] {
  const [answer] = askWebhook([{ id: 'change', old: applied(before), object: applied(after) }]);
  return answer!.errors;
}

describe("ECK's own webhook", () => {
  it('accepts every release of the chart without a warning', () => {
    const writes = [...variants].flatMap(([variant, file]) =>
      (Object.keys(layers) as Environment[]).map((environment) => ({
        id: `${variant} in ${environment}`,
        object: applied(parse(readFileSync(file, 'utf8')) as Values, { environment }),
      })),
    );
    const answers = askWebhook(writes);
    expect(answers.map(({ id }) => id)).toEqual(writes.map(({ id }) => id));
    expect(answers.filter(({ errors, warnings }) => errors.length + warnings.length > 0)).toEqual([]);
  });

  it.each<[string, Values, Values]>([
    ['growth', {}, { persistence: { size: '200Gi' } }],
    ['more nodes', {}, { replicas: 3 }],
    ['fewer nodes', { replicas: 5 }, { replicas: 3 }],
    ['more memory', {}, { resources: { limits: { memory: '4Gi' }, requests: { memory: '4Gi' } } }],
    ['protection', {}, { protected: true }],
    ['the end of a budget', { highAvailability: { podDisruptionBudget: true } }, {}],
    ['zones', {}, { elasticsearch: { zoneAwareness: true } }],
  ])('accepts a change: %s', (_, before, after) => {
    expect(change(before, after)).toEqual([]);
  });

  it.each<[string, Values, Values, string]>([
    ['a smaller volume', {}, { persistence: { size: '5Gi' } }, 'decreasing storage size is not supported'],
    ['another class', {}, { persistence: { storageClass: 'fast' } }, 'Any other change is forbidden'],
  ])('refuses a change that the pipeline also refuses: %s', (_, before, after, message) => {
    expect(change(before, after).join()).toContain(message);
  });

  it('refuses each change of the version that the pipeline refuses, and no other', () => {
    const versions = elasticsearch.versions.series.flatMap((series) => series.versions);
    const pairs = versions.flatMap((from) => versions.map((to) => ({ from, to })));
    const objects = new Map(versions.map((version) => [version, applied({ version })]));
    const answers = askWebhook(
      pairs.map(({ from, to }) => ({
        id: `${from} to ${to}`,
        old: objects.get(from)!,
        object: objects.get(to)!,
      })),
    );
    const allowed = pairs.filter(
      (pair) =>
        versionChangeProblem(elasticsearch.versions, { engine: 'Elasticsearch', ...pair }) === undefined,
    );
    expect(answers.filter(({ errors }) => errors.length === 0).map(({ id }) => id)).toEqual(
      allowed.map(({ from, to }) => `${from} to ${to}`),
    );
  });

  it('accepts the longest name of a service, and no longer one', () => {
    const object = applied({ replicas: 30 });
    const named = (length: number): Write => ({
      id: String(length),
      object: { ...object, metadata: { ...object.metadata, name: 'x'.repeat(length) } },
    });
    const [longest, longer] = askWebhook([
      named(elasticsearch.nameLimit),
      named(elasticsearch.nameLimit + 1),
    ]) as [Answer, Answer];
    expect(longest.errors).toEqual([]);
    expect(longer.errors.join()).toContain('name exceeds maximum allowed length');
  });
});
