import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseKind } from '../../shared/release/object-kinds.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { applicationWith, bootstrapWith, configured, databaseWith } from '../../test/support/configured.ts';
import { platformWith } from '../../test/support/platform.ts';
import { projectPermitsKind } from '../../test/support/project-permits.ts';
import { pathsOf, refusalOfAsync } from '../../test/support/refusal.ts';
import { namespaceWarnings } from './namespace-defaults.ts';

const namespaceDefaults = { quota: { 'requests.cpu': 4, pods: 50 } };
const folder = 'environments/nonprod/_namespaces';
const listNamespaces = (files: ReadonlyMap<string, string>): string[] =>
  [...files.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length + 1));

const name = 'infraforge-nonprod.namespaces';

function projectsOf(files: ReadonlyMap<string, string>): Values[] {
  const texts = files
    .get('root-apps/nonprod/nonprod-projects.yaml')!
    .split(/^---\n/m)
    .slice(1);
  return texts.map((text) => parseChartYaml(text, 'file') as Values);
}

interface Spec {
  readonly destinations: readonly { readonly namespace: string }[];
}

const nameOf = (project: Values): unknown => (project['metadata'] as Values)['name'];

/** Returns the namespaces that the AppProject of the defaults permits; undefined without one. */
function permitted(files: ReadonlyMap<string, string>): string[] | undefined {
  const project = projectsOf(files).find((one) => nameOf(one) === name);
  const spec = project?.['spec'] as unknown as Spec | undefined;
  return spec?.destinations.map(({ namespace }) => namespace);
}

describe('configure() with defaults of namespaces', () => {
  it('delivers one Application for each namespace that it knows, and their AppProject', async () => {
    const { files, status } = await configured(bootstrapWith({ namespaceDefaults }));
    expect(listNamespaces(files)).toEqual(['dev.yaml', 'qa.yaml']);
    expect(permitted(files)).toEqual(['dev', 'qa']);
    expect(status['warnings']).toContainEqual(
      expect.stringMatching(
        /^spec\.namespaceDefaults: namespaces of patterns get no defaults \(\*-dev, \*-qa\)/,
      ),
    );
  });

  it('lets no AppProject of releases permit kinds that lift a limit', async () => {
    const { files } = await configured(bootstrapWith({ namespaceDefaults, operators: [] }));
    const kinds = ['ResourceQuota', 'LimitRange'].map(parseKind);
    const permitting = projectsOf(files)
      .filter((project) => kinds.some((kind) => projectPermitsKind(project, kind)))
      .map(nameOf);
    expect(permitting).toEqual([
      'infraforge-dev.infrastructure',
      'infraforge-qa.infrastructure',
      'infraforge-nonprod-operators',
      name,
    ]);
  });

  it('delivers nothing for namespaces without defaults', async () => {
    const { files } = await configured(bootstrapWith());
    expect(listNamespaces(files)).toEqual([]);
    expect(permitted(files)).toBeUndefined();
    expect([...files.values()].join('')).not.toContain('_namespaces');
  });

  it('permits a namespace for one more run, so that Argo CD can remove its defaults', async () => {
    const claim = bootstrapWith({ namespaceDefaults });
    const first = await configured(claim);
    const removed: KubernetesObject = { ...bootstrapWith(), status: first.status };
    const second = await configured(removed);
    expect(listNamespaces(second.files)).toEqual([]);
    expect(permitted(second.files)).toEqual(['dev', 'qa']);
    const third = await configured({ ...bootstrapWith(), status: second.status });
    expect(permitted(third.files)).toBeUndefined();
  });

  it('lets operators and the listed namespaces reach the pods', async () => {
    const networkPolicy = { allowedNamespaces: ['ingress-nginx'] };
    const lists = { operators: ['cloudnative-pg'], installedOperators: ['redis'] };
    const { files } = await configured(bootstrapWith({ namespaceDefaults: { networkPolicy }, ...lists }));
    const allowedNamespaces = ['cnpg-system', 'ingress-nginx', 'redis-system'];
    expect(parseChartYaml(files.get(`${folder}/dev.yaml`)!, 'file')).toMatchObject({
      spec: {
        source: {
          helm: {
            valuesObject: {
              networkPolicy: { denyIngress: true, allowedNamespaces },
            },
          },
        },
      },
    });
  });

  it('refuses a pod that its namespace could never run, at the field of the request', async () => {
    const platform = bootstrapWith({
      namespaceDefaults: { limits: { max: { memory: '1Gi' } }, ...namespaceDefaults },
    });
    const resources = { requests: { cpu: 8 }, limits: { memory: '2Gi' } };
    const refusal = await refusalOfAsync(() => configured(applicationWith({ resources }), { platform }));
    expect(refusal.reason).toBe('InvalidValues');
    expect(pathsOf(refusal)).toEqual([
      'spec.applications[0].resources.requests.cpu',
      'spec.applications[0].resources.limits.memory',
    ]);
    const values = { resources: { requests: { cpu: 8 }, limits: { cpu: 8 } } };
    const free = await refusalOfAsync(() => configured(databaseWith({ values }), { platform }));
    expect(pathsOf(free)).toEqual(['spec.services[0].values.resources.requests.cpu']);
    await configured(applicationWith({ resources }, { namespace: 'team-dev' }), { platform });
  });

  it('refuses the chart in a request', async () => {
    const chart = { name: 'namespace' };
    const refusal = await refusalOfAsync(() => configured(applicationWith({ chart })));
    expect(refusal).toMatchObject({
      reason: 'NotAllowed',
      problems: [{ message: expect.stringMatching(/^Chart "namespace" is reserved for namespaces/) }],
    });
  });

  it('refuses a pinned version of the chart that the registry lacks', async () => {
    const chartsRepository = { url: 'oci://registry.example.com/charts', versions: { namespace: '9.9.9' } };
    const refusal = await refusalOfAsync(() =>
      configured(bootstrapWith({ namespaceDefaults, chartsRepository })),
    );
    expect(pathsOf(refusal)).toEqual(['spec.namespaceDefaults']);
    await configured(bootstrapWith({ chartsRepository }));
  });
});

describe('namespaceWarnings()', () => {
  const warningsOf = (defaults: object, tenants?: object[]): string[] =>
    namespaceWarnings(
      platformWith({ namespaceDefaults: defaults, ...(tenants && { tenants: tenants as never }) }),
    ).filter((warning) => !warning.includes('patterns'));

  it('warns about a quota that keeps pods without amounts from starting', () => {
    const quota = { 'requests.cpu': 4, 'limits.memory': '8Gi' };
    expect(warningsOf({ quota })).toEqual([
      'spec.namespaceDefaults.quota: "requests.cpu" keeps pods without this amount from starting; set limits.defaultRequest.cpu',
      'spec.namespaceDefaults.quota: "limits.memory" keeps pods without this amount from starting; set limits.default.memory',
    ]);
    expect(warningsOf({ quota, limits: { defaultRequest: { cpu: 1 }, max: { memory: '1Gi' } } })).toEqual([]);
  });

  it('warns about a network policy that keeps every ingress controller out', () => {
    const networkPolicy = { denyIngress: true, allowedNamespaces: [] };
    const tenant = { name: 'pay', requestNamespaces: ['pay'], namespaceDefaults: { networkPolicy } };
    expect(warningsOf({}, [tenant])).toEqual([
      'spec.tenants[0].namespaceDefaults.networkPolicy: no ingress controller can reach the pods; list its namespace in allowedNamespaces',
    ]);
  });
});
