import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { chartKinds } from '../../promises/chart-kinds.ts';
import { applicationChart } from '../../shared/promise/vocabulary.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { type JsonSchema, ourCharts } from './support/charts.ts';
import { type HelmVersion, helm } from './support/tools.ts';
import { faults, judge } from './support/validate.ts';

const versions: readonly HelmVersion[] = [4, 3];

describe.each(ourCharts())('chart $name', ({ name, folder, production, schema, variants }) => {
  const layers = { development: [], production: ['--values', production] };

  it.each(versions)(
    'is accepted by the strict lint of Helm %i, in development and in production',
    (version) => {
      for (const values of Object.values(layers)) {
        const { status, stdout, stderr } = helm(version, ['lint', '--strict', folder, ...values]);
        expect(stdout + stderr).toContain('0 chart(s) failed');
        expect(status).toBe(0);
      }
    },
  );

  it('has test values for a minimal and a complete request', () => {
    expect([...variants.keys()]).toEqual(expect.arrayContaining(['everything', 'minimal']));
    const complete = [...variants].filter(([variant]) => variant.startsWith('everything'));
    const set = new Set(
      complete.flatMap(([, file]) => setPaths(parseChartYaml(readFileSync(file, 'utf8'), file))),
    );
    expect(namedPaths(schema).filter((path) => !set.has(path))).toEqual([]);
  });

  it.each(versions)('renders objects that the API server accepts, in Helm %i', (version) => {
    const objects = [...variants].flatMap(([variant, file]) =>
      Object.entries(layers).map(([environment, values]) => {
        const args = ['template', 'shop-db', folder, '--namespace', 'dev', ...values, '--values', file];
        const { status, stdout, stderr } = helm(version, args);
        expect.soft(stderr, `${variant} in ${environment}`).toBe('');
        expect.soft(status, `${variant} in ${environment}`).toBe(0);
        return { id: `${name}, ${variant} in ${environment}`, yaml: stdout };
      }),
    );
    const verdicts = judge(objects);
    expect(new Set(verdicts.map(({ id }) => id)).size).toBe(objects.length);
    expect(faults(verdicts)).toEqual([]);
    const added = verdicts.flatMap(({ id, kind, added: fields = [] }) =>
      fields.map((field) => `${id}: ${kind}: ${field}`),
    );
    expect(added, 'write these defaults in the chart: otherwise Argo CD never settles').toEqual([]);
    const rendered = [...new Set(objects.flatMap(({ yaml }) => kindsOf(yaml)))].sort();
    const rule = 'write apiVersion and kind of every object literally, then run make generate';
    expect(rendered, `${rule}: ${folder}/templates`).toEqual(chartKinds[name]);
  });
});

const services = ourCharts().filter(
  ({ name, schema }) => name !== applicationChart && Object.hasOwn(schema.properties ?? {}, 'protected'),
);

describe(`chart ${applicationChart}`, () => {
  it('protects every object but hooks from deletion, and those that hold data from pruning', () => {
    const { folder, variants } = ourCharts().find(({ name }) => name === applicationChart)!;
    const args = ['template', 'shop', folder, '--values', variants.get('everything-stateful')!];
    const options = objectsOf(helm(4, args).stdout)
      .filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/hook'] === undefined)
      .map(({ kind, metadata }) => [kind, metadata.annotations?.['argocd.argoproj.io/sync-options']]);
    expect(options.map(([kind]) => kind)).toContain('CronJob');
    expect(options).toEqual(
      options.map(([kind = '']) => [
        kind,
        ['PersistentVolumeClaim', 'StatefulSet'].includes(kind) ? 'Prune=false,Delete=false' : 'Delete=false',
      ]),
    );
  });
});

describe.each(services)('chart $name', ({ name, folder, production, variants }) => {
  it('protects every object, because the engine needs each of them to live', () => {
    for (const [variant, file] of variants) {
      const args = ['template', 'shop-db', folder, '--namespace', 'dev', '--values', production];
      const { stdout } = helm(4, [...args, '--values', file, '--set', 'protected=true']);
      const open = objectsOf(stdout).filter(
        ({ metadata }) =>
          metadata.annotations?.['argocd.argoproj.io/sync-options'] !== 'Prune=false,Delete=false',
      );
      expect(
        open.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
        variant,
      ).toEqual([]);
    }
  });

  // the operators of the others have no metrics for Prometheus
  it.skipIf(['elasticsearch', 'mongodb'].includes(name))(
    'has the labels of the platform on its monitors',
    () => {
      const args = ['template', 'shop-db', folder, '--namespace', 'dev', '--values', production];
      const values = [
        '--values',
        variants.get('everything')!,
        '--set',
        'monitoring.labels.release=prometheus',
      ];
      const monitors = objectsOf(helm(4, [...args, ...values]).stdout).filter(({ kind }) =>
        ['PodMonitor', 'ServiceMonitor'].includes(kind),
      );
      expect(monitors).not.toEqual([]);
      for (const { metadata } of monitors)
        expect(metadata).toMatchObject({ labels: { release: 'prometheus' } });
    },
  );

  it('names the pull Secrets in the pods of each object', () => {
    const all = [...variants.values()].flatMap((file) => {
      const args = ['template', 'shop-db', folder, '--namespace', 'dev', '--values', production];
      return objectsOf(helm(4, [...args, '--values', file, '--set', 'imagePullSecrets={mirror}']).stdout);
    });
    const withPods = all.filter(({ kind }) => Object.hasOwn(podSpecs, kind));
    expect(withPods).not.toEqual([]);
    for (const object of withPods) {
      const named = JSON.stringify(object).split('"imagePullSecrets":[{"name":"mirror"}]').length - 1;
      expect(named, object.kind).toBe(podSpecs[object.kind]);
    }
  });
});

describe('chart namespace', () => {
  // Object stores, and the endpoints of workload identities, have many ports and addresses.
  it('closes no traffic from pods, so that backups reach their stores', () => {
    const { folder } = ourCharts().find(({ name }) => name === 'namespace')!;
    const args = ['template', 'namespace-defaults', folder, '--set', 'networkPolicy.denyIngress=true'];
    const policies = objectsOf(helm(4, args).stdout) as (Rendered & { spec: object })[];
    expect(policies.map(({ spec }) => spec)).toEqual([
      { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
    ]);
  });
});

/** Kinds whose operators or controllers create pods, with their number of pod specifications. */
const podSpecs: Readonly<Record<string, number>> = {
  Cluster: 1,
  Elasticsearch: 1,
  Kafka: 2,
  PerconaServerMongoDB: 1,
  Pooler: 1,
  RabbitmqCluster: 1,
  Redis: 1,
  RedisCluster: 1,
  RedisReplication: 2,
  Seaweed: 1,
  StatefulSet: 1,
};

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

function objectsOf(manifest: string): Rendered[] {
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object) => object !== null);
}

/** Returns the kinds of the objects of a manifest: `group/Kind`, or `Kind` in the core group. */
function kindsOf(manifest: string): string[] {
  return objectsOf(manifest).map(({ apiVersion, kind }) =>
    apiVersion.includes('/') ? `${apiVersion.split('/')[0]}/${kind}` : kind,
  );
}

/** Returns the paths of a schema: `env[].name`. */
function namedPaths(schema: JsonSchema, path = ''): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    namedPaths(child, path === '' ? key : `${path}.${key}`),
  );
  return [path, ...below, ...(schema.items ? namedPaths(schema.items, `${path}[]`) : [])];
}

/** Returns the paths that values set, in the same form. */
function setPaths(values: unknown, path = ''): string[] {
  if (Array.isArray(values)) return [path, ...values.flatMap((item) => setPaths(item, `${path}[]`))];
  const entries = Object.entries(typeof values === 'object' && values !== null ? values : {});
  return [path, ...entries.flatMap(([key, value]) => setPaths(value, path === '' ? key : `${path}.${key}`))];
}
