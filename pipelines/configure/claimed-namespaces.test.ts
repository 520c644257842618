import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { applicationWith, bootstrapWith, configured, requestOf } from '../../test/support/configured.ts';
import { refusalOfAsync } from '../../test/support/refusal.ts';

const claimOf = (fields: object = {}, overrides: Partial<KubernetesObject> = {}): KubernetesObject =>
  requestOf(
    'InfrastructureClaim',
    { environment: 'dev', namespaces: [{ name: 'shop-dev', ...fields }] },
    { metadata: { name: 'space', namespace: 'team-a', uid: 'uid-space' }, ...overrides },
  );

/** Returns a request as the API server stores it after its delivery. */
async function delivered(
  object: KubernetesObject,
  context: Parameters<typeof configured>[1] = {},
): Promise<KubernetesObject> {
  return { ...object, status: (await configured(object, context)).status };
}

const web = (fields: object = {}): KubernetesObject => applicationWith(fields, { namespace: 'shop-dev' });
const resources = { requests: { cpu: 1, memory: '1Gi' }, limits: { cpu: 2, memory: '1Gi' } };
const quotaOf = ({ status }: Delivered) =>
  (status['releases'] as { quota: Record<string, string> }[])[0]!.quota;

function applicationOf({ files }: Delivered): { syncPolicy: { syncOptions: string[] } } & Values {
  const [, text] = [...files].find(([path]) => path.endsWith('/application.yaml'))!;
  return (parseChartYaml(text, 'application.yaml') as { spec: never }).spec;
}

describe('configure() of an InfrastructureClaim', () => {
  it('computes the quota from twice what delivered releases of other requests need', async () => {
    const others = [await delivered(web({ replicas: 12, resources }))];
    const result = await configured(claimOf(), { others });
    expect(quotaOf(result)).toMatchObject({
      'requests.cpu': '24',
      'limits.cpu': '48',
      'requests.memory': '24Gi',
      pods: '24',
      persistentvolumeclaims: '5',
    });
    expect(await configured(claimOf(), { others })).toEqual(result);
  });

  it('does not count releases in other namespaces, or on another cluster', async () => {
    const others = [await delivered(applicationWith({ replicas: 12, resources }))];
    expect(quotaOf(await configured(claimOf(), { others }))['pods']).toBe('10');
  });

  it('keeps a delivered quota that has become too small, with a warning', async () => {
    const claim = await delivered(claimOf({ quota: { pods: 5 } }));
    const others = [await delivered(web({ replicas: 6 }))];
    const { status } = await configured(claim, { others });
    expect(status['warnings']).toEqual([
      'shop-dev: quota.pods: 5 is below 6, which delivered releases there need: web; raise it',
      expect.stringContaining('networkPolicy'),
    ]);
    const { problems } = await refusalOfAsync(() => configured(claimOf({ quota: { pods: 4 } }), { others }));
    expect(problems).toEqual([
      {
        path: 'spec.namespaces[0].quota.pods',
        message: '4 is below 6, which delivered releases there need: web; raise it, or reduce these releases',
      },
    ]);
  });

  it('sets no limit of objects that operators create beside a service, and keeps that of the request', async () => {
    const database = requestOf('PlatformApplicationClaim', {
      environment: 'dev',
      namespace: 'shop-dev',
      services: [{ name: 'db', type: 'postgresql' }],
    });
    const others = [await delivered(database)];
    const quota = quotaOf(await configured(claimOf({ quota: { secrets: 9 } }), { others }));
    expect(Object.keys(quota)).not.toContain('services');
    expect(quota['secrets']).toBe('9');
  });

  it('keeps the default of a container within the limits that the request sets', async () => {
    const limits = { defaultRequest: { cpu: 2 }, max: { memory: '256Mi' } };
    const { status } = await configured(claimOf({ limits }));
    expect(status['releases']).toMatchObject([
      { limits: { 'default.cpu': '2', 'default.memory': '256Mi', 'defaultRequest.cpu': '2' } },
    ]);
  });

  it('warns about a namespace that is no longer part of it', async () => {
    const { status } = await configured(
      claimOf({ name: 'next-dev' }, { status: (await delivered(claimOf())).status }),
    );
    expect(status['warnings']).toContainEqual(expect.stringMatching(/^Namespace "shop-dev" stays/));
  });
});

describe('configure() in the namespace of an InfrastructureClaim', () => {
  it('leaves the namespace to the claim', async () => {
    const others = [await delivered(claimOf())];
    const { syncPolicy } = applicationOf(await configured(web(), { others }));
    expect(syncPolicy).not.toHaveProperty('managedNamespaceMetadata');
    expect(syncPolicy.syncOptions).toEqual([
      'ServerSideApply=true',
      'Validate=false',
      'FailOnSharedResource=true',
    ]);
    const elsewhere = applicationOf(await configured(applicationWith(), { others }));
    expect(elsewhere.syncPolicy.syncOptions).toContain('CreateNamespace=true');
  });

  it('leaves the namespace to the claim in the defaults of the platform too', async () => {
    const spec = { gitOps: { namespaces: ['shared'] }, namespaceDefaults: { quota: { pods: 40 } } };
    const platform = bootstrapWith(spec);
    const others = [await delivered(claimOf({ name: 'dev' }), { platform })];
    const declared = await delivered(bootstrapWith(spec));
    const { files } = await configured(declared, { others: [...others, declared] });
    const optionsOf = (name: string): string[] =>
      (
        parseChartYaml(files.get(`environments/nonprod/_namespaces/${name}.yaml`)!, 'application.yaml') as {
          spec: { syncPolicy: { syncOptions: string[] } };
        }
      ).spec.syncPolicy.syncOptions;
    expect(optionsOf('dev')).not.toContain('CreateNamespace=true');
    expect(optionsOf('qa')).toContain('CreateNamespace=true');
  });

  it('refuses a container that the quota or the limit range of the claim forbids', async () => {
    const others = [
      await delivered(claimOf({ quota: { 'requests.cpu': 1 }, limits: { max: { memory: '512Mi' } } })),
    ];
    const large = { requests: { cpu: 2 }, limits: { cpu: 2, memory: '1Gi' } };
    const { problems } = await refusalOfAsync(() => configured(web({ resources: large }), { others }));
    expect(problems).toEqual([
      {
        path: 'spec.applications[0].resources.requests.cpu',
        message:
          '2 exceeds 1, the quota of namespace "shop-dev" for requests.cpu; lower it, or raise it in InfrastructureClaim team-a/space',
      },
      {
        path: 'spec.applications[0].resources.limits.memory',
        message: expect.stringContaining('1Gi exceeds 512Mi, the maximum of namespace "shop-dev"'),
      },
    ]);
  });

  it('warns about a service whose operator creates objects that the claim limits', async () => {
    const database = requestOf('PlatformApplicationClaim', {
      environment: 'dev',
      namespace: 'shop-dev',
      services: [{ name: 'db', type: 'postgresql' }],
    });
    const { status } = await configured(database, { others: [await delivered(claimOf())] });
    expect(status['warnings']).toEqual([
      'The quota of namespace "shop-dev" limits services, secrets, configmaps, and operators create many of these; raise it in InfrastructureClaim team-a/space',
    ]);
    const { status: ofWeb } = await configured(web(), { others: [await delivered(claimOf())] });
    expect(ofWeb['warnings']).toEqual([]);
  });

  it('counts the releases of other requests in the quota, but refuses no request that needs no more', async () => {
    const claim = await delivered(claimOf({ quota: { pods: 6 } }));
    // small, so that the quota is exceeded by pods alone
    const resources = { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '20m', memory: '16Mi' } };
    const first = await delivered(web({ replicas: 4, resources }), { others: [claim] });
    const second = (replicas: number): KubernetesObject =>
      requestOf(
        'ApplicationClaim',
        {
          environment: 'dev',
          namespace: 'shop-dev',
          applications: [
            { name: 'api', image: { repository: 'registry.example.com/api', tag: '1' }, replicas, resources },
          ],
        },
        { metadata: { name: 'more', namespace: 'team-a', uid: 'uid-more' } },
      );
    await configured(second(2), { others: [claim, first] });
    const { problems } = await refusalOfAsync(() => configured(second(3), { others: [claim, first] }));
    expect(problems).toEqual([
      {
        path: 'spec.applications',
        message:
          'Total pods of 7 exceeds 6, the quota of namespace "shop-dev": api 3, other requests 4; lower replicas, resources or volumes, or raise it in InfrastructureClaim team-a/space',
      },
    ]);
    const grown = await delivered(second(3));
    await configured(grown, { others: [claim, first] });
  });
});

describe('configure() of a BootstrapClaim', () => {
  it('warns about namespaces with a less strict level of Pod Security', async () => {
    const claim = await delivered(claimOf({ podSecurity: 'baseline' }));
    const before = await delivered(bootstrapWith());
    const after = { ...bootstrapWith({ podSecurity: 'restricted' }), status: before.status };
    const { status } = await configured(after, { others: [claim] });
    expect(status['warnings']).toContainEqual(
      'spec.podSecurity: namespace "shop-dev" stays at baseline until InfrastructureClaim team-a/space changes',
    );
  });
});
