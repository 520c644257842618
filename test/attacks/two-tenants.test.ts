import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { Delivered } from '../../shared/kratix/outcome.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { bootstrapWith, configured, requestOf } from '../support/configured.ts';
import { projectPermits, projectPermitsKind } from '../support/project-permits.ts';
import { refusalOfAsync } from '../support/refusal.ts';

/** One of two tenants, as the attacker of the other. */
interface Side {
  readonly tenant: string;
  readonly requestNamespace: string;
  readonly namespace: string;
  readonly host: string;
}

const pay: Side = {
  tenant: 'payments',
  requestNamespace: 'team-pay',
  namespace: 'pay-dev',
  host: 'checkout.pay.example.com',
};
const web: Side = {
  tenant: 'web',
  requestNamespace: 'team-web',
  namespace: 'team-web-dev',
  host: 'shop.web.apps.example.com',
};

const chartsOf = (tenant: string): { charts: string[] } => ({
  charts: ['microservice', `tool-of-${tenant}`],
});
const settings = {
  ingress: { domain: 'apps.example.com' },
  chartsRepository: {
    url: 'oci://registry.example.com/charts',
    allowed: [{ name: 'tool-of-payments' }, { name: 'tool-of-web' }],
  },
  tenants: [
    {
      name: 'payments',
      requestNamespaces: ['team-pay'],
      namespaces: ['pay-*'],
      hosts: ['*.pay.example.com'],
      ...chartsOf('payments'),
    },
    { name: 'web', requestNamespaces: ['team-web'], ...chartsOf('web') },
  ],
};
const platform = bootstrapWith(settings);

/** Platform that exposes applications by routes of one Gateway. */
const gatewayPlatform = bootstrapWith({
  ...settings,
  ingress: { domain: 'apps.example.com', gateway: { name: 'public', namespace: 'gateways' } },
});

function applicationOf(
  side: Side,
  application: object = {},
  {
    name = 'shop',
    spec = {},
    ...overrides
  }: Partial<KubernetesObject> & { name?: string; spec?: object } = {},
): KubernetesObject {
  const image = { repository: 'registry.example.com/web', tag: '1' };
  return requestOf(
    'ApplicationClaim',
    {
      environment: 'dev',
      namespace: side.namespace,
      applications: [{ name: 'api', image, ...application }],
      ...spec,
    },
    { metadata: { name, namespace: side.requestNamespace, uid: `uid-${side.tenant}-${name}` }, ...overrides },
  );
}

const cache = { name: 'cache', type: 'redis', credentials: { secretName: 'cache-password' } };

/** Returns the delivered request of a tenant for a database. */
function databaseOf({ namespace, requestNamespace }: Side) {
  const services = [{ name: 'db', type: 'postgresql' }];
  return delivered(
    requestOf(
      'PlatformApplicationClaim',
      { environment: 'dev', namespace, services },
      { metadata: { name: 'data', namespace: requestNamespace, uid: 'uid-data' } },
    ),
  );
}

/** Returns a request as the API server stores it after its delivery. */
async function delivered(object: KubernetesObject): Promise<KubernetesObject> {
  const { status } = await configured(object, { platform });
  return {
    ...object,
    metadata: { ...object.metadata, creationTimestamp: '2026-01-01T00:00:00Z' },
    status,
  };
}

const run = (object: KubernetesObject, others: readonly KubernetesObject[] = []): Promise<Delivered> =>
  configured(object, { platform, others });
const refuse = (object: KubernetesObject, others: readonly KubernetesObject[] = []) =>
  refusalOfAsync(() => run(object, others));

/** Ways to read a Secret. */
const secretReaders = {
  env: { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'db-app', key: 'password' } } }] },
  envFrom: { values: { envFrom: [{ secretRef: { name: 'db-app' } }] } },
  volumes: { volumes: [{ name: 'db', mountPath: '/secret', secret: { name: 'db-app' } }] },
};

/** Attack that is refused: values of an application, or the namespace of the other. */
interface Attack {
  readonly what: string;
  readonly application: (victim: Side) => object;
  /** True if the request is for the namespace of the victim. */
  readonly isForVictimNamespace?: boolean;
  readonly path: string;
  /** Part of the message. The name of the attacking tenant replaces TENANT. */
  readonly message: string;
}

const foreign = 'does not belong to tenant "TENANT"';

/** Attacks on the namespace of the other, the border of its Secrets and of its Services. */
const onNamespaces: readonly Attack[] = [
  { what: 'an application', application: () => ({}) },
  ...Object.entries(secretReaders).map(([way, fields]) => ({
    what: `a Secret in ${way}`,
    application: () => fields,
  })),
  { what: "the name of a database's Service", application: () => ({ name: 'db-rw' }) },
].map((one) => ({
  ...one,
  what: `${one.what} in the namespace of the other`,
  isForVictimNamespace: true,
  path: 'spec.namespace',
  message: foreign,
}));

/** Attacks on the hosts of the other, by the field and by free values. */
const onHosts: readonly Attack[] = [
  { what: 'the host of the other', hostOf: ({ host }: Side) => host },
  { what: 'a wildcard over it', hostOf: ({ host }: Side) => host.replace(/^[^.]+/, '*') },
  { what: 'a wildcard above the hosts of both', hostOf: () => '*.example.com' },
].flatMap(({ what, hostOf }) => {
  const ingress = (victim: Side): object => ({ ingress: { enabled: true, host: hostOf(victim) } });
  const path = 'spec.applications[0]';
  return [
    { what, application: ingress, path: `${path}.ingress`, message: foreign },
    {
      what: `${what}, in a list`,
      application: (victim: Side) => ({ ingress: { hosts: [hostOf(victim)] } }),
      path: `${path}.ingress`,
      message: foreign,
    },
    {
      what: `${what}, by free values`,
      application: (victim: Side) => ({ values: ingress(victim) }),
      path: `${path}.values.ingress`,
      message: foreign,
    },
  ];
});

const attacks: readonly Attack[] = [
  ...onNamespaces,
  ...onHosts,
  {
    what: 'the host of the other in capital letters',
    application: ({ host }) => ({ ingress: { enabled: true, host: host.toUpperCase() } }),
    path: 'spec.applications[0].ingress.host',
    message: 'Invalid host',
  },
  {
    what: 'a chart of the other',
    application: ({ tenant }) => ({
      image: undefined,
      chart: { name: `tool-of-${tenant}`, version: '1.0.0' },
    }),
    path: 'spec.applications[0].chart.name',
    message: 'Tenant "TENANT" may not use chart "tool-of-',
  },
  {
    what: 'a role by an annotation of pods',
    application: () => ({ values: { podAnnotations: { 'iam.amazonaws.com/role': 'x' } } }),
    path: 'spec.applications[0].values.podAnnotations["iam.amazonaws.com/role"]',
    message: 'This annotation is not allowed',
  },
  {
    what: 'a role by an annotation of the ServiceAccount',
    application: () => ({
      values: { serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'x' } } },
    }),
    path: 'spec.applications[0].values.serviceAccount',
    message: 'Only the platform team can set this',
  },
];

describe.each([
  { attacker: pay, victim: web },
  { attacker: web, victim: pay },
])('tenant $attacker.tenant against tenant $victim.tenant', ({ attacker, victim }) => {
  const theirs = () => delivered(applicationOf(victim, { ingress: { enabled: true, host: victim.host } }));

  it.each(attacks)('is refused $what', async ({ application, isForVictimNamespace, path, message }) => {
    const spec = isForVictimNamespace ? { namespace: victim.namespace } : {};
    const refusal = await refuse(applicationOf(attacker, application(victim), { spec }), [await theirs()]);
    expect(['NotAllowed', 'InvalidValues', 'InvalidRequest']).toContain(refusal.reason);
    const found = refusal.problems.find((problem) => problem.path === path);
    expect(found?.message).toContain(message.replace('TENANT', attacker.tenant));
  });

  it.each(onHosts)('is refused $what, by a route of the Gateway', async ({ application, path, message }) => {
    const object = applicationOf(attacker, application(victim));
    const refusal = await refusalOfAsync(() => configured(object, { platform: gatewayPlatform }));
    const found = refusal.problems.find((problem) => problem.path === path);
    expect(found?.message).toContain(message.replace('TENANT', attacker.tenant));
  });

  it('cannot attach a route to another Gateway', async () => {
    const values = { ingress: { gateway: { name: 'internal', namespace: victim.namespace } } };
    const object = applicationOf(attacker, { ingress: { host: attacker.host }, values });
    const refusal = await refusalOfAsync(() => configured(object, { platform: gatewayPlatform }));
    expect(refusal.problems).toMatchObject([
      {
        path: 'spec.applications[0].values.ingress.gateway',
        message: expect.stringContaining('Only the platform team'),
      },
    ]);
  });

  it.each(Object.entries(secretReaders))(
    'reads Secrets in %s only from its own namespace',
    async (_, fields) => {
      const { files } = await run(applicationOf(attacker, fields));
      const application = [...files].filter(([path]) => path.endsWith('/application.yaml'));
      const namespaces = application.flatMap(([, text]) => text.match(/^ {4}namespace: .*$/gm) ?? []);
      expect(namespaces).toEqual([`    namespace: ${attacker.namespace}`]);
    },
  );

  it('can use the name of an application of the other, under a name of its own', async () => {
    const { files } = await run(applicationOf(attacker), [await theirs()]);
    const application = [...files].find(([path]) => path.endsWith('/application.yaml'))!;
    expect(application[0]).toBe(
      `environments/nonprod/dev/applications/${attacker.tenant}/api/application.yaml`,
    );
    expect(application[1]).toContain(`name: api-${attacker.tenant}-dev`);
    expect(application[1]).toContain(`project: infraforge-${attacker.tenant}-dev`);
  });

  it('can use the name of a Service of the database of the other in its own namespace', async () => {
    const database = await databaseOf(victim);
    expect((await run(applicationOf(attacker, { name: 'db-rw' }), [database])).outcome).toBe('delivered');
  });

  it('claims and writes nothing of the other with a forged status', async () => {
    const folder = `environments/nonprod/dev/applications/${victim.tenant}/api/`;
    const release = {
      name: 'api',
      namespace: victim.namespace,
      values: `${folder}values.yaml`,
      urls: [`https://${victim.host}/`],
    };
    const forged = applicationOf(attacker, {}, { status: { environment: 'dev', releases: [release] } });
    const older = { ...forged, metadata: { ...forged.metadata, creationTimestamp: '2020-01-01T00:00:00Z' } };
    const object = applicationOf(victim, { ingress: { enabled: true, host: victim.host } });
    expect([...(await run(object, [older])).files.keys()]).toContain(`${folder}application.yaml`);

    const own = { environment: 'dev', releases: [{ ...release, namespace: attacker.namespace }] };
    const { files } = await run({ ...forged, status: own }, [await theirs()]);
    expect([...files.keys()].filter((path) => path.includes(`/${victim.tenant}/`))).toEqual([]);
  });

  it.each([
    ['by name', { services: ['db'] }, 'services[0]', 'Unknown service "db" in namespace'],
    [
      'in its namespace',
      {
        env: [
          { name: 'X', valueFrom: { serviceRef: { name: 'db', key: 'host', namespace: victim.namespace } } },
        ],
      },
      'env[0].valueFrom.serviceRef.namespace',
      `Namespace "${victim.namespace}" does not belong to the environment and tenant`,
    ],
  ])('cannot bind to a service of the other %s', async (_, fields, field, message) => {
    const refusal = await refuse(applicationOf(attacker, fields), [await databaseOf(victim)]);
    expect(refusal).toMatchObject({
      reason: 'UnknownService',
      problems: [{ path: `spec.applications[0].${field}`, message: expect.stringContaining(message) }],
    });
    expect(JSON.stringify(refusal.problems)).not.toContain('uid-data');
  });

  it('neither redirects nor blocks a binding of the other with a forged status', async () => {
    const object = applicationOf(victim, { services: ['db'] });
    const theirDatabase = await databaseOf(victim);
    const [release] = (theirDatabase.status as { releases: object[] }).releases;
    const forgery = applicationOf(attacker, {}, { name: 'forgery' });
    const forged = {
      ...forgery,
      metadata: { ...forgery.metadata, creationTimestamp: '2020-01-01T00:00:00Z' },
      status: {
        environment: 'dev',
        releases: [{ ...release, secretName: 'stolen' }],
        bindings: [{ application: 'api', service: 'db', namespace: victim.namespace, variables: [] }],
      },
    };
    const { files } = await run(object, [forged, theirDatabase]);
    expect([...files.values()].join()).not.toContain('stolen');
    const gone = { ...theirDatabase, spec: { ...(theirDatabase.spec as object), services: [cache] } };
    expect((await run(gone, [forged])).outcome).toBe('delivered');
  });

  it('claims nothing with forged labels', async () => {
    const object = applicationOf(
      attacker,
      {},
      {
        metadata: {
          name: 'shop',
          namespace: attacker.requestNamespace,
          labels: { 'infraforge.io/tenant': victim.tenant, 'app.kubernetes.io/managed-by': 'infraforge' },
        },
      },
    );
    const { files } = await run(object);
    expect([...files.values()].join()).not.toContain(`infraforge.io/tenant: ${victim.tenant}`);
  });

  it('has an AppProject that permits none of the namespaces of the other', async () => {
    const { files } = await configured(platform);
    const text = files.get('root-apps/nonprod/nonprod-projects.yaml') ?? '';
    const projects = text
      .split(/^---\n/m)
      .slice(1)
      .map((one) => parseChartYaml(one, 'file') as Values);
    const own = projects.find(
      (project) => (project['metadata'] as Values)['name'] === `infraforge-${attacker.tenant}-dev`,
    )!;
    const server = 'https://kubernetes.default.svc';
    const permits = (namespace: string) => projectPermits(own, { server, namespace });
    expect(permits(attacker.namespace)).toBe(true);
    expect(
      [victim.namespace, 'dev', 'pay-qa', 'team-web-qa', 'pay-x', 'kube-system', 'argocd', 'default'].filter(
        permits,
      ),
    ).toEqual([]);
    const permitsObject = (name: string) =>
      projectPermitsKind(own, { group: '', kind: 'Namespace', name, isNamespaced: false });
    expect([attacker.namespace, victim.namespace, 'kube-system'].map(permitsObject)).toEqual([
      true,
      false,
      false,
    ]);
    expect(projectPermits(own, { server: 'https://other.example.com', namespace: attacker.namespace })).toBe(
      false,
    );
  });
});

describe('requests and tenants', () => {
  it('are refused from a namespace without a tenant', async () => {
    const object = applicationOf({ ...web, requestNamespace: 'somewhere' });
    expect(await refuse(object)).toMatchObject({
      reason: 'NotAllowed',
      problems: [{ path: 'metadata.namespace' }],
    });
  });

  it('get a namespace and a host of the tenant by default', async () => {
    const object = applicationOf(web, { ingress: { enabled: true } }, { spec: { namespace: undefined } });
    const { status } = await run(object);
    expect(status['releases']).toMatchObject([
      { namespace: 'team-web-dev', urls: ['http://api-dev.web.apps.example.com/'] },
    ]);
    const ofPay = await run(applicationOf(pay, { ingress: { enabled: true } }));
    expect(ofPay.status['releases']).toMatchObject([{ urls: ['http://api-dev.pay.example.com/'] }]);
  });

  it('keep Application, folder and namespace that were delivered before there were tenants', async () => {
    const former = applicationOf(web, {}, { spec: { namespace: undefined } });
    const { status, files: before } = await configured(former, { platform: bootstrapWith() });
    const adopting = bootstrapWith({
      tenants: [{ name: 'web', requestNamespaces: ['team-web'], namespaces: ['dev', 'web-*'] }],
    });
    const { files } = await configured({ ...former, status }, { platform: adopting });
    expect([...files.keys()]).toEqual([...before.keys()]);
    const application = files.get('environments/nonprod/dev/applications/api/application.yaml')!;
    expect(application).toContain('project: infraforge-web-dev');
    expect(application).toContain('namespace: dev');
    const claim = await configured(adopting, { others: [{ ...former, status }] });
    const projects = claim.files.get('root-apps/nonprod/nonprod-projects.yaml');
    expect(projects?.match(/^ {2}name: .*/gm)).toEqual([
      '  name: infraforge-dev',
      '  name: infraforge-dev.infrastructure',
      '  name: infraforge-web-dev',
      '  name: infraforge-web-dev.infrastructure',
      '  name: infraforge-web-qa',
      '  name: infraforge-web-qa.infrastructure',
      '  name: infraforge-nonprod-operators',
    ]);
  });

  it('are refused above the quota, but can change what they have', async () => {
    const limited = bootstrapWith({
      tenants: [{ name: 'web', requestNamespaces: ['team-web'], quota: { applications: 1 } }],
    });
    const first = applicationOf(web);
    const { status } = await configured(first, { platform: limited });
    const known = {
      ...first,
      status,
      metadata: { ...first.metadata, creationTimestamp: '2026-01-01T00:00:00Z' },
    };
    const second = applicationOf(web, { name: 'second' }, { name: 'second' });
    expect(await refusalOfAsync(() => configured(second, { platform: limited, others: [known] }))).toEqual({
      reason: 'NotAllowed',
      problems: [
        {
          path: 'spec',
          message:
            'Tenant "web" has a quota of 1 application; other requests have or wait for 1, and this one needs 1; remove some, or ask the platform team to raise the quota',
        },
      ],
    });
    const changed = await configured(known, { platform: limited, others: [{ ...second, status }] });
    expect(changed.outcome).toBe('delivered');
  });

  it('are refused with allowLiterals if the platform forbids it', async () => {
    const strict = bootstrapWith({ credentials: { allowLiterals: false } });
    const object = applicationOf(
      web,
      { env: [{ name: 'TOKEN', value: 'abcdefgh12345678' }] },
      {
        spec: { namespace: undefined, allowLiterals: ['applications.api.env.TOKEN'] },
      },
    );
    expect(await refusalOfAsync(() => configured(object, { platform: strict }))).toMatchObject({
      reason: 'NotAllowed',
      problems: [{ path: 'spec.allowLiterals' }],
    });
  });

  it('keep a delivered address: a younger request for it is refused', async () => {
    const zone = bootstrapWith();
    const first = requestOf('ApplicationClaim', {
      environment: 'dev',
      applications: [
        {
          name: 'a',
          image: { repository: 'r.example.com/a', tag: '1' },
          ingress: { enabled: true, host: 'shop.example.com' },
        },
      ],
    });
    const { status } = await configured(first, { platform: zone });
    const known = {
      ...first,
      status,
      metadata: { ...first.metadata, creationTimestamp: '2026-01-01T00:00:00Z' },
    };
    const second = requestOf(
      'ApplicationClaim',
      {
        environment: 'dev',
        applications: [
          {
            name: 'b',
            image: { repository: 'r.example.com/b', tag: '1' },
            ingress: { enabled: true, host: 'shop.example.com' },
          },
        ],
      },
      { metadata: { name: 'other', namespace: 'team-b', uid: 'b' } },
    );
    expect(await refusalOfAsync(() => configured(second, { platform: zone, others: [known] }))).toMatchObject(
      {
        reason: 'HostTaken',
      },
    );
  });

  it('cannot block a host of another tenant with a refused request', async () => {
    const squat = applicationOf(web, { ingress: { enabled: true, host: pay.host } }, { name: 'squat' });
    const older = { ...squat, metadata: { ...squat.metadata, creationTimestamp: '2020-01-01T00:00:00Z' } };
    const { outcome } = await run(applicationOf(pay, { ingress: { enabled: true, host: pay.host } }), [
      older,
    ]);
    expect(outcome).toBe('delivered');
  });

  it('are refused from a platform without tenants for what another platform gives to a tenant', async () => {
    const zone = bootstrapWith(
      { gitOps: { clusterType: 'test', environments: ['uat'], namespaces: ['pay-*', 'team-*'] } },
      { metadata: { name: 'zone', namespace: 'infraforge-platform', uid: 'zone' } },
    );
    const others = [{ ...zone, status: (await configured(zone)).status }];
    const evil = (spec: object, application: object = {}) => {
      const object = applicationOf({ ...web, requestNamespace: 'team-evil' }, application);
      return {
        ...object,
        spec: { ...(object.spec as object), environment: 'uat', namespace: 'uat', ...spec },
      };
    };
    for (const namespace of ['pay-core', 'team-pay']) {
      expect(await refuse(evil({ namespace }), others)).toMatchObject({
        reason: 'NotAllowed',
        problems: [{ path: 'spec.namespace' }],
      });
    }
    const exposed = evil({}, { ingress: { enabled: true, host: 'login.pay.example.com' } });
    expect((await refuse(exposed, others)).problems).toEqual([
      {
        path: 'spec.applications[0].ingress',
        message: 'Host "login.pay.example.com" belongs to tenant "payments"; use another host',
      },
    ]);
    expect((await run(evil({ namespace: 'pay-uat' }), others)).outcome).toBe('delivered');
  });

  it('are refused for a default namespace that is too long', async () => {
    const long = `team-${'w'.repeat(57)}`;
    const wide = bootstrapWith({ tenants: [{ name: 'web', requestNamespaces: ['team-*'] }] });
    const object = applicationOf({ ...web, requestNamespace: long }, {}, { spec: { namespace: undefined } });
    const refusal = await refusalOfAsync(() => configured(object, { platform: wide }));
    expect(refusal.problems[0]?.message).toContain('set spec.namespace');
  });
});
