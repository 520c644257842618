import { describe, expect, it } from 'vitest';
import { chartKinds } from '../../promises/chart-kinds.ts';
import { operators } from '../../promises/operators.ts';
import { RequestError, UnavailableError } from '../../shared/errors.ts';
import type { ChartSource, Values } from '../../shared/helm/chart.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { ownCharts } from '../../test/support/cases.ts';
import { chart } from '../../test/support/charts.ts';
import { lockedVersion } from '../../test/support/charts-lock.ts';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestOf,
  requestsOf,
} from '../../test/support/configured.ts';
import { pathsOf, refusalOfAsync } from '../../test/support/refusal.ts';
import { configure } from './configure.ts';

const folder = 'environments/nonprod/dev';

describe('configure()', () => {
  it('warns about an allowed literal that does not exist', async () => {
    const object = databaseWith();
    const spec = { ...(object.spec as object), allowLiterals: ['services.db.values.token'] };
    const { status } = await configured({ ...object, spec });
    expect(status.warnings).toEqual(['spec.allowLiterals[0] names no string of this request']);
  });

  it('delivers three files for each release, and reports the delivery', async () => {
    const { files, status } = await configured(
      applicationWith({}, { components: [{ name: 'db', type: 'postgresql' }] }),
    );
    expect([...files.keys()]).toEqual(
      [`${folder}/applications/web`, `${folder}/platform/db`].flatMap((path) =>
        ['values.yaml', 'config.yaml', 'application.yaml'].map((file) => `${path}/${file}`),
      ),
    );
    expect(status).toMatchObject({
      message: '1 application and 1 service delivered to dev',
      environment: 'dev',
      clusterType: 'nonprod',
      releases: [
        {
          name: 'web',
          chart: 'microservice',
          version: lockedVersion('microservice'),
          namespace: 'dev',
          host: 'web.dev.svc.cluster.local',
        },
        { name: 'db', chart: 'postgresql', engine: 'postgresql', protected: false },
      ],
      failure: null,
    });
  });

  it('writes the same bytes for the same request', async () => {
    const [one, other] = [await configured(applicationWith()), await configured(applicationWith())];
    expect([...one.files]).toEqual([...other.files]);
    expect(one.status).toEqual(other.status);
  });

  it('pins the chart to the digest that was merged and validated', async () => {
    const { files, status } = await configured(applicationWith());
    const [{ digest }] = status['releases'] as [{ digest: string }];
    const application = parseChartYaml(
      files.get(`${folder}/applications/web/application.yaml`) ?? '',
      'application.yaml',
    );
    const config = parseChartYaml(files.get(`${folder}/applications/web/config.yaml`) ?? '', 'config.yaml');
    expect(digest).toMatch(/^sha256:[a-f0-9]{64}$/);
    expect(application).toMatchObject({
      spec: { source: { targetRevision: `${lockedVersion('microservice')}@${digest}` } },
    });
    expect(config).toEqual({
      chart: 'microservice',
      version: lockedVersion('microservice'),
      repository: 'oci://registry.example.com/charts',
      digest,
    });
  });

  it('omits a disabled item, and releases its name', async () => {
    const disabled = applicationWith({ enabled: false });
    expect((await configured(disabled)).files.size).toBe(0);
    const other = { ...applicationWith(), metadata: { name: 'other', namespace: 'team-b' } };
    expect((await configured(other, { others: [disabled] })).files.size).toBe(3);
  });

  it('reports that nothing is enabled', async () => {
    const { status } = await configured(applicationWith({ enabled: false }));
    expect(status).toMatchObject({
      message: 'Nothing delivered to dev: no application or service is enabled',
      releases: [],
    });
  });

  it('applies production values in production, and protects services there', async () => {
    const platform = bootstrapWith({ gitOps: { clusterType: 'prod', environments: ['prod'] } });
    const { files, status } = await configured(
      requestOf('PlatformApplicationClaim', {
        environment: 'prod',
        services: [{ name: 'db', type: 'postgresql' }],
      }),
      { platform },
    );
    expect(status).toMatchObject({
      releases: [{ name: 'db', protected: true, replicas: 3, storage: '100Gi' }],
    });
    const values = files.get('environments/prod/prod/platform/db/values.yaml');
    expect(values).toMatch(/^replicas: 3 # production$/m);
    expect(values).toMatch(/^protected: true # derived$/m);
    expect(files.get('environments/prod/prod/platform/db/application.yaml')).toContain(
      'Prune=false,Delete=false',
    );
  });

  it('applies replicas: 0 and autoscaling.enabled: false over the production layer', async () => {
    const platform = bootstrapWith({ gitOps: { production: true } });
    const run = async (fields: object) => {
      const { files } = await configured(applicationWith(fields), { platform });
      return parseChartYaml(files.get(`${folder}/applications/web/values.yaml`) ?? '', 'values.yaml');
    };
    expect(await run({ replicas: 0 })).toMatchObject({ replicas: 0, autoscaling: { enabled: false } });
    expect(await run({ autoscaling: { enabled: false } })).toMatchObject({
      replicas: 3,
      autoscaling: { enabled: false },
    });
    expect(await run({})).toMatchObject({ autoscaling: { enabled: true } });
  });

  it('merges the layers in order: chart, platform, fields, free values', async () => {
    const platform = bootstrapWith({
      values: { microservice: { nodeSelector: { pool: 'apps' }, replicas: 2 } },
    });
    const object = applicationWith({
      resources: { requests: { cpu: '150m' } },
      values: { env: [{ name: 'A', value: '' }] },
    });
    const values = (await configured(object, { platform })).files.get(
      `${folder}/applications/web/values.yaml`,
    );
    const { limits } = chart('microservice').values['resources'] as { limits: Values };
    expect(values).toMatch(/^replicas: 2 # platform$/m);
    expect(values).toMatch(/^ {4}cpu: 150m # request$/m);
    expect(parseChartYaml(values ?? '', 'values.yaml')).toMatchObject({
      nodeSelector: { pool: 'apps' },
      env: [{ name: 'A', value: '' }],
      resources: { requests: { cpu: '150m' }, limits },
    });
  });

  it('refuses an unsupported kind before it reads anything', async () => {
    const edges = {
      requests: { listRequests: () => Promise.reject(new Error('asked')) },
      charts: ownCharts,
    };
    await expect(refusalOfAsync(() => configure(requestOf('Nothing', {}), edges))).resolves.toMatchObject({
      reason: 'UnknownKind',
    });
  });

  it('reports problems of the valid part of an invalid request', async () => {
    const object = applicationWith({ replcas: 3, chart: { name: 'webapp' } });
    expect(pathsOf(await refusalOfAsync(() => configured(object)))).toEqual([
      'spec.applications[0].replcas',
      'spec.applications[0].chart.name',
    ]);
  });

  it('refuses an invalid request even if the API server does not answer', async () => {
    const silent = {
      listRequests: () => Promise.reject(new UnavailableError('ApiServerUnavailable', 'No answer')),
    };
    const refusal = await refusalOfAsync(() =>
      configure(applicationWith({ replcas: 3 }), { requests: silent, charts: ownCharts }),
    );
    expect(pathsOf(refusal)).toEqual(['spec.applications[0].replcas']);
  });

  it('does not treat an invalid item as removed', async () => {
    const releases = [{ name: 'db', namespace: 'dev', engine: 'postgresql', protected: true }];
    const object = databaseWith({ type: 'postgres' }, { status: { environment: 'dev', releases } });
    expect(pathsOf(await refusalOfAsync(() => configured(object)))).toEqual(['spec.services[0].type']);
  });

  it('refuses a request until a platform is declared', async () => {
    const edges = { requests: requestsOf([], [applicationWith()]), charts: ownCharts };
    expect((await refusalOfAsync(() => configure(applicationWith(), edges))).reason).toBe('NoPlatform');
  });

  it('reports unsupported applications and components at once', async () => {
    const object = applicationWith(
      { image: undefined, ingress: {} },
      { components: [{ name: 'db', type: 'postgresql', monitoring: true }] },
    );
    const refusal = await refusalOfAsync(() =>
      configured(object, { platform: bootstrapWith({ operators: [] }) }),
    );
    expect(refusal.reason).toBe('InvalidRequest');
    expect(pathsOf(refusal)).toEqual([
      'spec.applications[0].image',
      'spec.applications[0].ingress.host',
      'spec.components[0].type',
      'spec.components[0].monitoring',
    ]);
  });

  it('reports taken names, missing charts, invalid values and lost data at once', async () => {
    const image = { repository: 'registry.example.com/web', tag: 'v1' };
    const applications = [
      { name: 'web', image },
      { name: 'api', image, chart: { name: 'microservice', version: '9.9.9' } },
      { name: 'job', image, values: { noSuchKey: 1 } },
    ];
    const older = { ...applicationWith(), metadata: { name: 'older', namespace: 'team-b' } };
    const refusal = await refusalOfAsync(() =>
      configured(requestOf('ApplicationClaim', { environment: 'dev', applications }), { others: [older] }),
    );
    expect(refusal.reason).toBe('NameTaken');
    expect(pathsOf(refusal)).toEqual([
      'spec.applications[0].name',
      'spec.applications[1].chart',
      expect.stringMatching(/^spec\.applications\[2\]/),
    ]);
  });

  it('reports a missing chart at its item', async () => {
    const chart = { name: 'microservice', version: '9.9.9' };
    const refusal = await refusalOfAsync(() => configured(applicationWith({ chart })));
    expect(refusal).toMatchObject({
      reason: 'ChartNotFound',
      problems: [{ path: 'spec.applications[0].chart' }],
    });
  });

  it('reports a chart that is not allowed, and no problem of its fields', async () => {
    const object = applicationWith({ chart: { name: 'nothing' }, replicas: 2 });
    const refusal = await refusalOfAsync(() => configured(object));
    expect(refusal).toMatchObject({
      reason: 'NotAllowed',
      problems: [{ path: 'spec.applications[0].chart.name' }],
    });
  });

  it('retries if a registry does not answer, unless something is refused too', async () => {
    const silent = (refused: string): ChartSource => ({
      resolveChart: async ({ name }) => {
        if (name === refused) throw new RequestError('ChartNotFound', [{ path: '', message: 'Not there' }]);
        throw new UnavailableError('RegistryUnavailable', 'No answer');
      },
    });
    const object = applicationWith({}, { components: [{ name: 'db', type: 'postgresql' }] });
    await expect(configured(object, { charts: silent('') })).rejects.toBeInstanceOf(UnavailableError);
    const refusal = await refusalOfAsync(() => configured(object, { charts: silent('postgresql') }));
    expect(refusal).toMatchObject({
      reason: 'ChartNotFound',
      problems: [{ path: 'spec.components[0].chart' }],
    });
  });

  it('refuses free values that shrink storage', async () => {
    const { status } = await configured(databaseWith({ storage: { size: '20Gi' } }));
    const refusal = await refusalOfAsync(() =>
      configured(databaseWith({ values: { persistence: { size: '10Gi' } } }, { status })),
    );
    expect(refusal).toMatchObject({
      reason: 'WouldLoseData',
      problems: [{ path: 'spec.services[0].storage.size' }],
    });
  });

  it('reports lost data of one service beside refused values of another, and no loss of the other', async () => {
    const service = (name: string, fields: object) => ({ name, type: 'postgresql', ...fields });
    const services = (first: object, second: object) => ({
      environment: 'dev',
      services: [service('first', first), service('second', { deletionProtection: true, ...second })],
    });
    const { status } = await configured(
      requestOf('PlatformApplicationClaim', services({ storage: { size: '20Gi' } }, {})),
    );
    const spec = services({ storage: { size: '10Gi' } }, { values: { noSuchKey: 1 } });
    const refusal = await refusalOfAsync(() =>
      configured(requestOf('PlatformApplicationClaim', spec, { status })),
    );
    expect(refusal.reason).toBe('InvalidValues');
    expect(pathsOf(refusal)).toEqual(['spec.services[1].values.noSuchKey', 'spec.services[0].storage.size']);
  });

  it('reports refused values of two applications at once', async () => {
    const image = { repository: 'registry.example.com/web', tag: 'v1' };
    const business = ['webapp', 'frontend'].map((name) => ({ name, image, values: { noSuchKey: 1 } }));
    const spec = { tenant: 'shop', environment: 'dev', business };
    const refusal = await refusalOfAsync(() => configured(requestOf('InfraForge', spec)));
    expect(pathsOf(refusal)).toEqual([
      'spec.business[0].values.noSuchKey',
      'spec.business[1].values.noSuchKey',
    ]);
  });

  it('removes a protected service only after deletionProtection: false is delivered', async () => {
    const spec = { environment: 'dev', services: [{ name: 'other', type: 'postgresql' }] };
    const without = (status: unknown) => requestOf('PlatformApplicationClaim', spec, { status });
    const guarded = await configured(databaseWith({ deletionProtection: true }));
    expect((await refusalOfAsync(() => configured(without(guarded.status)))).reason).toBe('WouldLoseData');
    const freed = await configured(databaseWith({ deletionProtection: false }, { status: guarded.status }));
    expect((await configured(without(freed.status))).status).toMatchObject({ releases: [{ name: 'other' }] });
  });

  it('declares a platform: its whole effective spec, roots and projects', async () => {
    const { files, status } = await configured(bootstrapWith());
    expect(status).toMatchObject({
      message: 'Cluster type nonprod declared with dev, qa',
      clusterType: 'nonprod',
      releases: [],
      platform: {
        gitOps: { branch: 'main', namespaces: [] },
        repositories: { stateStore: 'state-store' },
        monitoring: false,
      },
    });
    expect([...files.keys()].toSorted()).toEqual(
      [
        'environments/nonprod/_apps-root.yaml',
        'environments/nonprod/_platform-root.yaml',
        'operators/nonprod/_operators-root.yaml',
        ...operators.map(({ name }) => `operators/nonprod/${name}/application.yaml`),
        'root-apps/nonprod/nonprod-apps-rootapp.yaml',
        'root-apps/nonprod/nonprod-operators-rootapp.yaml',
        'root-apps/nonprod/nonprod-platform-rootapp.yaml',
        'root-apps/nonprod/nonprod-projects.yaml',
      ].toSorted(),
    );
  });

  it('warns about the former name of the state store repository', async () => {
    const { status } = await configured(bootstrapWith({ repositories: { voltran: 'deployments' } }));
    expect(status['platform']).toMatchObject({ repositories: { stateStore: 'deployments' } });
    expect(status['warnings']).toEqual([
      'spec.repositories.voltran is deprecated; use spec.repositories.stateStore',
      expect.stringMatching(/^No tenants are declared: .*; declare spec\.tenants to separate teams$/),
    ]);
  });

  it('refuses unknown platform values, and values of an unknown chart', async () => {
    const claim = bootstrapWith({
      values: { microservice: { replicaCount: 3, replicas: 2 }, microservise: {} },
    });
    const refusal = await refusalOfAsync(() => configured(claim));
    expect(pathsOf(refusal)).toEqual(['spec.values.microservise', 'spec.values.microservice.replicaCount']);
    expect(refusal.problems[0]?.message).toBe(
      'Unknown chart "microservise"; did you mean "microservice"? Otherwise, list the chart in spec.chartsRepository.allowed',
    );
  });

  it('checks platform values once for each version of a chart, in production and elsewhere', async () => {
    const checked: string[] = [];
    const charts: ChartSource = {
      async resolveChart(reference) {
        const chart = await ownCharts.resolveChart({ ...reference, version: undefined });
        const { name, version = 'carried' } = reference;
        const validate = ({ replicas }: Values) => {
          checked.push(`${name} ${version}: ${replicas}`);
          return [];
        };
        return { ...chart, validate };
      },
    };
    const claim = bootstrapWith({
      gitOps: { environments: ['dev', 'qa', 'test', 'canary', 'production'] },
      chartsRepository: {
        url: 'oci://registry.example.com/charts',
        environments: { canary: { microservice: '9.9.9' } },
      },
      values: { microservice: { nodeSelector: { pool: 'apps' } } },
    });
    await configured(claim, { charts });
    const { values, production } = chart('microservice');
    expect(checked).toEqual([
      `microservice carried: ${values['replicas']}`,
      `microservice 9.9.9: ${values['replicas']}`,
      `microservice carried: ${production['replicas']}`,
    ]);
  });

  it('retries platform values if the registry of their chart does not answer', async () => {
    const outage = new UnavailableError('RegistryUnavailable', 'the registry did not answer');
    const charts = { resolveChart: () => Promise.reject(outage) };
    const claim = bootstrapWith({ values: { microservice: { replicas: 2 } } });
    await expect(configured(claim, { charts })).rejects.toBe(outage);
  });

  it('warns about charts that no request can use, and about carried charts in the list', async () => {
    const allowed = [{ name: 'wiki' }, { name: 'redis' }];
    const pinned = { redis: '1.0.0', micro: '1.0.0' };
    const charts = ['wiki', 'redis', 'wikki', 'microservise', 'shop'];
    const object = bootstrapWith({
      chartsRepository: {
        url: 'oci://registry.example.com/charts',
        allowed,
        versions: pinned,
        environments: { dev: pinned },
      },
      tenants: [{ name: 'web', requestNamespaces: ['team-web'], charts }],
    });
    const add = 'list the chart in spec.chartsRepository.allowed';
    const similar = (name: string, near: string): string =>
      `spec.tenants[0].charts: Unknown chart "${name}"; did you mean "${near}"? Otherwise, ${add}`;
    const unlike = (name: string): string =>
      `Unknown chart "${name}"; supported: ${Object.keys(chartKinds).join(', ')}, wiki; ${add}`;
    expect((await configured(object)).status['warnings']).toEqual([
      'spec.chartsRepository.allowed: "redis" is built into the image; remove it',
      `spec.chartsRepository.versions: ${unlike('micro')}`,
      `spec.chartsRepository.environments.dev: ${unlike('micro')}`,
      similar('wikki', 'wiki'),
      similar('microservise', 'microservice'),
      `spec.tenants[0].charts: ${unlike('shop')}`,
    ]);
  });

  it('delivers a platform whose registry lacks charts, with warnings', async () => {
    const tenants = [{ name: 'a', requestNamespaces: ['team-a'] }];
    const { status } = await configured(bootstrapWith({ tenants }), {
      lockedChartWarnings: async () => ['no chart redis'],
    });
    expect(status['warnings']).toEqual(['no chart redis']);
  });

  it('refuses a second claim of an environment', async () => {
    const first = await configured(bootstrapWith());
    const others = [bootstrapWith({}, { status: first.status })];
    const second = bootstrapWith(
      { gitOps: { clusterType: 'other', environments: ['qa'] } },
      { metadata: { name: 'second', namespace: 'infraforge-platform' } },
    );
    expect((await refusalOfAsync(() => configured(second, { others }))).reason).toBe('PlatformConflict');
  });

  it('refuses a BootstrapClaim outside of the namespace of the platform, and reads nothing', async () => {
    const metadata = { name: 'evil', namespace: 'team-a' };
    const edges = { requests: { listRequests: () => Promise.reject(new Error('asked')) }, charts: ownCharts };
    const claim = bootstrapWith({}, { metadata });
    expect(await refusalOfAsync(() => configure(claim, edges))).toEqual({
      reason: 'NotAllowed',
      problems: [
        {
          path: 'metadata.namespace',
          message:
            'Namespace "team-a" declares no platform; create the BootstrapClaim in namespace "infraforge-platform"',
        },
      ],
    });
    const declared = await configured(claim, { platformNamespace: 'team-a' });
    expect(declared.status['message']).toBe('Cluster type nonprod declared with dev, qa');
  });

  it('ignores a platform that was delivered outside of the namespace of the platform', async () => {
    const { status } = await configured(bootstrapWith());
    const foreign = bootstrapWith({}, { metadata: { name: 'evil', namespace: 'team-a' }, status });
    const requests = requestsOf([], [foreign, applicationWith()]);
    const refusal = await refusalOfAsync(() => configure(applicationWith(), { requests, charts: ownCharts }));
    expect(refusal.reason).toBe('NoPlatform');
  });

  it('runs 100 requests without reading all requests for each run', async () => {
    const objects = Array.from({ length: 100 }, (_, index) => ({
      ...applicationWith({ name: `web-${index}` }),
      metadata: { name: `shop-${index}`, namespace: 'team-a' },
    }));
    const edges = { requests: requestsOf([bootstrapWith()], objects), charts: ownCharts };
    let reads = 0;
    const requests = await edges.requests.listRequests();
    const watched = new Proxy(requests as object[], {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^[0-9]+$/.test(key)) reads++;
        return Reflect.get(target, key, receiver);
      },
    }) as typeof requests;
    const watching = { listRequests: async () => watched };
    for (const object of objects) await configure(object, { ...edges, requests: watching });
    expect(reads).toBeLessThan(10 * objects.length);
  });
});
