/** Request that is valid or invalid by exactly one rule. Schema, pipeline and API server are tested with it. */
export interface RuleCase {
  readonly kind: 'ApplicationClaim' | 'BootstrapClaim' | 'InfrastructureClaim' | 'PlatformApplicationClaim';
  readonly what: string;
  readonly spec: object;
  /** Path of the problem; absent for a valid request. */
  readonly wrong?: string;
}

type Verdict = readonly [what: string, fields: object, wrong?: string];

const image = { repository: 'registry.example.com/web', tag: 'v1' };

const stored = { name: 'data', mountPath: '/data', persistent: { size: '10Gi', storageClass: 'fast' } };

const ofApplication: readonly Verdict[] = [
  ['replicas alone', { replicas: 2 }],
  ["the name of every namespace's ServiceAccount", { name: 'default' }, 'name'],
  ['a fraction of a core', { resources: { requests: { cpu: 0.5 } } }],
  ['a quantity in decimal bytes', { resources: { limits: { memory: '512MB' } } }, 'resources.limits.memory'],
  ['the name of a port of the probes', { healthCheck: { port: 'http' } }],
  ['replicas beside autoscaling that is off', { replicas: 2, autoscaling: { enabled: false } }],
  ['replicas beside autoscaling', { replicas: 2, autoscaling: { maxReplicas: 3 } }, 'replicas'],
  [
    'minReplicas above maxReplicas',
    { autoscaling: { minReplicas: 3, maxReplicas: 2 } },
    'autoscaling.minReplicas',
  ],
  ['an image by digest', { image: { repository: 'x', digest: `sha256:${'0'.repeat(64)}` } }],
  ['an image with neither tag nor digest', { image: { repository: 'x' } }, 'image'],
  ['a variable with an empty value', { env: [{ name: 'A', value: '' }] }],
  ['a variable without a value or source', { env: [{ name: 'A' }] }, 'env[0]'],
  [
    'a variable with two sources',
    { env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }] },
    'env[0]',
  ],
  ['a variable with an empty source', { env: [{ name: 'A', valueFrom: {} }] }, 'env[0].valueFrom'],
  [
    'a variable twice',
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'env[1].name',
  ],
  [
    'two ports',
    {
      ports: [
        { name: 'http', port: 8080 },
        { name: 'metrics', port: 9090 },
      ],
    },
  ],
  [
    'one port number with two protocols',
    {
      ports: [
        { name: 'a', port: 53 },
        { name: 'b', port: 53, protocol: 'UDP' },
      ],
    },
  ],
  [
    'a port name twice',
    {
      ports: [
        { name: 'a', port: 1 },
        { name: 'a', port: 2 },
      ],
    },
    'ports[1].name',
  ],
  [
    'a duplicate port of the container',
    {
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 1, servicePort: 2 },
      ],
    },
    'ports[1].port',
  ],
  [
    'a duplicate port of the Service',
    {
      ports: [
        { name: 'a', port: 1, servicePort: 80 },
        { name: 'b', port: 80 },
      ],
    },
    'ports[1].servicePort',
  ],
  [
    'annotations of a controller',
    { ingress: { host: 'a.example.com', annotations: { 'example.com/a': 'b' } } },
  ],
  ['a persistent volume', { volumes: [stored], replicas: 1, deletionProtection: true }],
  ['a persistent volume without pods', { volumes: [stored], replicas: 0, autoscaling: { enabled: false } }],
  ['a persistent volume of two pods', { volumes: [stored], replicas: 2 }, 'replicas'],
  ['a persistent volume and an autoscaler', { volumes: [stored], autoscaling: {} }, 'autoscaling'],
  ['a persistent volume and Recreate', { volumes: [stored], rollout: { strategy: 'Recreate' } }],
  [
    'a persistent volume and a rolling update',
    { volumes: [stored], rollout: { strategy: 'RollingUpdate' } },
    'rollout.strategy',
  ],
  ['a persistent volume and a surge', { volumes: [stored], rollout: { maxSurge: 1 } }, 'rollout.maxSurge'],
  [
    'a persistent volume and unavailable pods',
    { volumes: [stored], rollout: { maxUnavailable: 1 } },
    'rollout.maxUnavailable',
  ],
  [
    'a persistent volume and a deadline',
    { volumes: [stored], rollout: { progressDeadlineSeconds: 900 } },
    'rollout.progressDeadlineSeconds',
  ],
  ['the longest name with a persistent volume', { name: 'x'.repeat(52), volumes: [stored] }],
  ['a name too long for a persistent volume', { name: 'x'.repeat(53), volumes: [stored] }, 'name'],
  ['the same name without a persistent volume', { name: 'x'.repeat(53) }],
  [
    'a persistent volume without a size',
    { volumes: [{ name: 'a', persistent: {} }] },
    'volumes[0].persistent.size',
  ],
  ['a volume with two sources', { volumes: [{ ...stored, emptyDir: {} }] }, 'volumes[0]'],
  ['a volume twice', { volumes: [stored, { ...stored, mountPath: '/other' }] }, 'volumes[1].name'],
  [
    'deletion protection without a persistent volume',
    { deletionProtection: true, volumes: [{ name: 'a', emptyDir: {} }] },
    'deletionProtection',
  ],
  ['no deletion protection without a persistent volume', { deletionProtection: false }],
  ['a chart of its own', { chart: { name: 'web-frontend' } }],
  ['the chart of a service', { chart: { name: 'postgresql' } }, 'chart.name'],
  [
    'annotations of Argo CD',
    { ingress: { host: 'a.example.com', annotations: { 'argocd.argoproj.io/hook': 'x' } } },
    'ingress.annotations',
  ],
];

/** Archive of a service. */
const source = { destination: 's3://bucket/x', serverName: 'prod.shop.orders-db.pg17' };

/** Field with the Secret that redis requires. */
const password = { credentials: { secretName: 'cache-password' } };

const ofService: readonly Verdict[] = [
  ['a postgresql', { type: 'postgresql', version: '16.15' }],
  ['a version that the chart does not support', { type: 'postgresql', version: '9' }, 'version'],
  ['a mode of an engine that has no modes', { type: 'postgresql', mode: 'cluster' }, 'mode'],
  ['a redis with a mode', { type: 'redis', mode: 'replication', ...password }],
  ['a backup', { type: 'postgresql', backup: { destination: 's3://bucket/x' } }],
  [
    'a backup on Monday nights',
    {
      type: 'postgresql',
      backup: { destination: 's3://bucket/x', schedule: '*/15 0-6,22 1-31/2 JAN-MAR MON' },
    },
  ],
  ...[
    '60 2 * * *',
    '0 24 * * *',
    '0 2 0 * *',
    '0 2 32 * *',
    '0 2 * 13 *',
    '0 2 * * 7',
    '0 2 * * mo',
    '0/0 2 * * *',
  ].map(
    (schedule): Verdict => [
      `the schedule ${schedule}`,
      { type: 'postgresql', backup: { destination: 's3://bucket/x', schedule } },
      'backup.schedule',
    ],
  ),
  ['a backup that is off', { type: 'redis', backup: { enabled: false }, ...password }],
  ['a backup at the destination of the platform', { type: 'postgresql', backup: { schedule: '@daily' } }],
  [
    'an archive with a suffix',
    { type: 'postgresql', backup: { destination: 's3://bucket/x', archiveSuffix: 'b-2' } },
  ],
  [
    'a suffix that adds a folder',
    { type: 'postgresql', backup: { destination: 's3://bucket/x', archiveSuffix: '../2' } },
    'backup.archiveSuffix',
  ],
  [
    'databases, roles and extensions',
    {
      type: 'postgresql',
      postgresql: {
        databases: [{ name: 'audit_log', owner: 'reader', extensions: ['uuid-ossp'] }],
        roles: [{ name: 'reader', inRoles: ['pg_read_all_data'] }],
        extensions: ['pgcrypto'],
      },
    },
  ],
  [
    'a database twice',
    { type: 'postgresql', postgresql: { databases: [{ name: 'a' }, { name: 'a' }] } },
    'postgresql.databases[1].name',
  ],
  [
    'a database with a dash in its name',
    { type: 'postgresql', postgresql: { databases: [{ name: 'a-b' }] } },
    'postgresql.databases[0].name',
  ],
  ['databases of another engine', { type: 'kafka', postgresql: { databases: [] } }, 'postgresql'],
  ['a restore', { type: 'postgresql', restore: { from: source } }],
  [
    'a restore to a point in time',
    { type: 'postgresql', restore: { from: source, targetTime: '2026-11-28T09:30:00.5+01:00' } },
  ],
  [
    'a restore to a time without its zone',
    { type: 'postgresql', restore: { from: source, targetTime: '2026-11-28T09:30:00' } },
    'restore.targetTime',
  ],
  [
    'a restore to a month that does not exist',
    { type: 'postgresql', restore: { from: source, targetTime: '2026-13-28T09:30:00Z' } },
    'restore.targetTime',
  ],
  ['a restore of an engine that has no backups', { type: 'kafka', restore: { from: source } }, 'restore'],
  [
    'an archive above the destination',
    { type: 'postgresql', restore: { from: { ...source, serverName: '../other' } } },
    'restore.from.serverName',
  ],
  [
    'a backup of an engine that has no backups',
    { type: 'redis', backup: { destination: 's3://bucket/x' }, ...password },
    'backup',
  ],
  ['high availability', { type: 'postgresql', highAvailability: true, replicas: 3 }],
  ['its own chart by name', { type: 'postgresql', chart: { name: 'postgresql' } }],
  ['a third-party chart', { type: 'postgresql', chart: { name: 'our-postgres' } }],
  ['the chart of another type', { type: 'postgresql', chart: { name: 'redis' } }, 'chart.name'],
  ['the chart of applications', { type: 'postgresql', chart: { name: 'microservice' } }, 'chart.name'],
  ['high availability of a cluster', { type: 'redis', mode: 'cluster', highAvailability: true, ...password }],
  [
    'high availability in standalone mode',
    { type: 'redis', mode: 'standalone', highAvailability: true, ...password },
    'highAvailability',
  ],
  [
    'high availability with two replicas',
    { type: 'postgresql', highAvailability: true, replicas: 2 },
    'replicas',
  ],
  ['a mongodb with credentials', { type: 'mongodb', credentials: { secretName: 's' } }],
  ['a redis without credentials', { type: 'redis' }, 'credentials'],
  ['a disabled redis without credentials', { type: 'redis', enabled: false }],
  ['a mongodb without credentials', { type: 'mongodb' }],
  ['a mongodb in full version', { type: 'mongodb', version: '8.0.32-14' }],
  ['a mongodb in a version without an image', { type: 'mongodb', version: '8.0.19' }, 'version'],
  ['the longest name of a mongodb', { type: 'mongodb', name: 'x'.repeat(47) }],
  ['a name too long for a mongodb', { type: 'mongodb', name: 'x'.repeat(48) }, 'name'],
  ['an object storage', { type: 'objectstorage', version: '4.44' }],
  ['a vault', { type: 'vault', version: '2.6', credentials: { secretName: 'keys-seal' } }],
  ['an object storage by its other name', { type: 'minio', chart: { name: 'objectstorage' } }],
  ['an unsupported version of an engine by its other name', { type: 'minio', version: '2025' }, 'version'],
  ['a mode of an engine that has no modes, by its other name', { type: 'minio', mode: 'cluster' }, 'mode'],
  ['the chart of another type, by its other name', { type: 'minio', chart: { name: 'redis' } }, 'chart.name'],
  ['an elasticsearch', { type: 'elasticsearch', version: '9.4' }],
  ['an elasticsearch of a former series', { type: 'elasticsearch', version: '8.18' }, 'version'],
  ['the longest name of an elasticsearch', { type: 'elasticsearch', name: 'x'.repeat(36) }],
  ['a name too long for an elasticsearch', { type: 'elasticsearch', name: 'x'.repeat(37) }, 'name'],
  ['an elasticsearch with a backup', { type: 'elasticsearch', backup: { destination: 's3://b' } }, 'backup'],
  [
    'credentials of an operator that creates its own',
    { type: 'postgresql', credentials: { secretName: 's' } },
    'credentials',
  ],
  ['the longest name of an engine', { type: 'kafka', name: 'x'.repeat(24) }],
  ['a name too long for an engine', { type: 'kafka', name: 'x'.repeat(25) }, 'name'],
];

const gitOps = { clusterType: 'nonprod', environments: ['dev'] };
const bootstrap = {
  giteaURL: 'http://git.example.com',
  organization: 'acme',
  chartsRepository: { url: 'oci://registry.example.com/charts', version: '1.0.0' },
  gitOps,
};

const allowing = (chart: object): object => ({
  chartsRepository: { ...bootstrap.chartsRepository, allowed: [{ name: 'web-frontend', ...chart }] },
});
const allowed = 'chartsRepository.allowed';
function tenantWith(fields: object): object {
  return { name: 'payments', requestNamespaces: ['team-pay'], ...fields };
}

const ofBootstrap: readonly Verdict[] = [
  ['a state store', { repositories: { stateStore: 'deployments' } }],
  ['a state store by its former name', { repositories: { voltran: 'deployments' } }],
  ['a state store by both names', { repositories: { stateStore: 'deployments', voltran: 'deployments' } }],
  ['two state stores', { repositories: { stateStore: 'deployments', voltran: 'other' } }, 'repositories'],
  ['a destination by server', { destination: { server: 'https://cluster.example.com' } }],
  ['a destination by name', { destination: { name: 'production' } }],
  ...['http://git.example.com/../', 'http://git.example.com:99999', 'http://git.example.com/a/../b'].map(
    (giteaURL): Verdict => [`the Git host ${giteaURL}`, { giteaURL }, 'giteaURL'],
  ),
  ['a Git host with a port and a path', { giteaURL: 'https://Git.example.com:65535/git/~a/' }],
  ...['*', '!x', 'a*', '{a,b}', '[a]', '?'].map(
    (name): Verdict => [`the cluster ${name}`, { destination: { name } }, 'destination.name'],
  ),
  ...['https://a:65536', 'https://a/../b', 'https://a..b', 'https://*'].map(
    (server): Verdict => [`the server ${server}`, { destination: { server } }, 'destination.server'],
  ),
  ['a server of Amazon EKS', { destination: { server: 'https://0AB1.gr7.eu-west-1.eks.amazonaws.com' } }],
  ['a cluster by its ARN', { destination: { name: 'arn:aws:eks:eu-west-1:123456789012:cluster/prod' } }],
  ['an image registry with an invalid port', { imageRegistry: 'a:99999/x' }, 'imageRegistry'],
  [
    'an environment that would own the namespaces of operators',
    { gitOps: { ...gitOps, environments: ['system'] } },
    'gitOps.environments[0]',
  ],
  ['a destination without server and name', { destination: {} }, 'destination'],
  [
    'a destination by both server and name',
    { destination: { server: 'https://cluster.example.com', name: 'production' } },
    'destination',
  ],
  ['an environment twice', { gitOps: { ...gitOps, environments: ['dev', 'dev'] } }, 'gitOps.environments[1]'],
  ['a reserved environment', { gitOps: { ...gitOps, environments: ['x-apps'] } }, 'gitOps.environments[0]'],
  ['a forbidden environment', { gitOps: { ...gitOps, environments: ['kube-x'] } }, 'gitOps.environments[0]'],
  ['patterns of namespaces', { gitOps: { ...gitOps, namespaces: ['team-*', '*'] } }],
  [
    'a pattern that matches no valid namespace',
    { gitOps: { ...gitOps, namespaces: ['kube-*'] } },
    'gitOps.namespaces[0]',
  ],
  [
    'a pattern with two wildcards',
    { gitOps: { ...gitOps, namespaces: ['team-**'] } },
    'gitOps.namespaces[0]',
  ],
  ['a tenant', { tenants: [tenantWith({})] }],
  [
    'requests of a tenant from a reserved namespace',
    { tenants: [tenantWith({ requestNamespaces: ['default'] })] },
  ],
  [
    'releases of a tenant in a reserved namespace',
    { tenants: [tenantWith({ namespaces: ['kube-*'] })] },
    'tenants[0].namespaces[0]',
  ],
  ['an allowed chart', allowing({})],
  ['an allowed chart in two versions', allowing({ versions: ['1.0.0', '1.1.0-rc.1'] })],
  ['an allowed chart in no version', allowing({ versions: [] }), `${allowed}[0].versions`],
  ['an allowed chart in ranges', allowing({ versions: ['^1.0.0', '2.x', '>=3.1, <4 || ~5', '6.0 - 6.2.1'] })],
  ['an allowed chart in its latest version', allowing({ versions: ['latest'] }), `${allowed}[0].versions[0]`],
  [
    'an allowed chart in an incomplete range',
    allowing({ versions: ['>=1.0,'] }),
    `${allowed}[0].versions[0]`,
  ],
  ['a version twice', allowing({ versions: ['1.0.0', '1.0.0'] }), `${allowed}[0].versions[1]`],
  [
    'an allowed chart twice',
    { chartsRepository: { ...bootstrap.chartsRepository, allowed: [{ name: 'a' }, { name: 'a' }] } },
    `${allowed}[1].name`,
  ],
  ['kinds of any group', allowing({ kinds: ['Secret', 'apps/Deployment', 'keda.sh/ScaledObject'] })],
  ['an empty list of kinds', allowing({ kinds: [] })],
  ['a kind twice', allowing({ kinds: ['Secret', 'Secret'] }), `${allowed}[0].kinds[1]`],
  ...[
    'ResourceQuota',
    'LimitRange',
    'rbac.authorization.k8s.io/RoleBinding',
    'rbac.authorization.k8s.io/ClusterRole',
    'networking.k8s.io/NetworkPolicy',
    'cilium.io/CiliumNetworkPolicy',
    'argoproj.io/Application',
    'platform.kratix.io/Work',
    'platform.infraforge.io/BootstrapClaim',
    'Namespace',
    'apiextensions.k8s.io/CustomResourceDefinition',
    'Deployment',
    'apps/v1/Deployment',
    'apps/*',
    '*',
    'deployment',
  ].map((kind): Verdict => [`the kind ${kind}`, allowing({ kinds: [kind] }), `${allowed}[0].kinds[0]`]),
  [
    'two tenants of one name',
    { tenants: [tenantWith({}), tenantWith({ requestNamespaces: ['other'] })] },
    'tenants[1].name',
  ],
  ['the images of a registry', { imageRegistries: ['registry.example.com:5000/*'] }],
  [
    'a registry of images with a scheme',
    { imageRegistries: ['https://registry.example.com'] },
    'imageRegistries[0]',
  ],
  ['a tenant with a type of Services', { tenants: [tenantWith({ serviceTypes: ['NodePort'] })] }],
  [
    'a tenant with an unknown type of Services',
    { tenants: [tenantWith({ serviceTypes: ['ClusterIP'] })] },
    'tenants[0].serviceTypes[0]',
  ],
  [
    'a tenant with a type of Services twice',
    { tenants: [tenantWith({ serviceTypes: ['NodePort', 'NodePort'] })] },
    'tenants[0].serviceTypes[1]',
  ],
  ['a tenant in a declared environment', { tenants: [tenantWith({ environments: ['dev'] })] }],
  ['a host with two wildcards', { tenants: [tenantWith({ hosts: ['**.com'] })] }, 'tenants[0].hosts[0]'],
  ['an empty list of tenants', { tenants: [] }, 'tenants'],
  ['patterns of images', { imageRegistries: ['*', '*.example.com/*', 'docker.io/acme/*', 'nginx'] }],
  [
    'a pattern of images that matches other registries',
    { imageRegistries: ['registry.example.com*'] },
    'imageRegistries[0]',
  ],
  ['a level of Pod Security', { podSecurity: 'restricted' }],
  ['an unknown level of Pod Security', { podSecurity: 'none' }, 'podSecurity'],
  ['backups', { backup: { required: true, destination: 's3://bucket/x', secretName: 'backups' } }],
  ['backups without a default', { backup: { required: true } }],
  ['a Secret without a destination of backups', { backup: { secretName: 'backups' } }, 'backup.secretName'],
  ['empty defaults of namespaces', { namespaceDefaults: {} }],
  [
    'a quota of amounts and counts',
    { namespaceDefaults: { quota: { 'requests.cpu': 0.5, pods: '50', 'count/jobs.batch': 5 } } },
  ],
  [
    'a quota that is not a quantity',
    { namespaceDefaults: { quota: { 'limits.memory': '16GB' } } },
    'namespaceDefaults.quota["limits.memory"]',
  ],
  [
    'a limit range',
    { namespaceDefaults: { limits: { default: { cpu: 1 }, defaultRequest: { cpu: '100m' } } } },
  ],
  [
    'an unknown part of a limit range',
    { namespaceDefaults: { limits: { maximum: {} } } },
    'namespaceDefaults.limits.maximum',
  ],
  ['a network policy', { namespaceDefaults: { networkPolicy: { allowedNamespaces: ['kube-system'] } } }],
  [
    'a pattern of allowed namespaces',
    { namespaceDefaults: { networkPolicy: { allowedNamespaces: ['ingress-*'] } } },
    'namespaceDefaults.networkPolicy.allowedNamespaces[0]',
  ],
];

const ofClaim: readonly Verdict[] = [
  ['a component alone', { applications: [], components: [{ name: 'db', type: 'postgresql' }] }],
  ['a request without applications and components', { applications: [] }, ''],
  ['one name in both lists', { components: [{ name: 'web', type: 'postgresql' }] }, 'components[0].name'],
  ['a forbidden namespace', { namespace: 'kube-system' }, 'namespace'],
];

const team = ['jane@example.com'];
const ofNamespace: readonly Verdict[] = [
  ['a name alone', {}],
  ['a reserved name', { name: 'kube-web' }, 'name'],
  ['a name that begins with a digit', { name: '1-web' }, 'name'],
  ['an unknown profile', { profile: 'large' }, 'profile'],
  ['a quota', { quota: { 'requests.cpu': 2, pods: 'none', 'count/jobs.batch': 5 } }],
  ['an unknown level of Pod Security', { podSecurity: 'strict' }, 'podSecurity'],
  [
    'an allowed namespace twice',
    { networkPolicy: { allowedNamespaces: ['a', 'a'] } },
    'networkPolicy.allowedNamespaces[1]',
  ],
  [
    'a pattern of namespaces',
    { networkPolicy: { egressNamespaces: ['*'] } },
    'networkPolicy.egressNamespaces[0]',
  ],
  ['a role', { roles: [{ role: 'viewer', users: team, groups: team }] }],
  ['a role without users and groups', { roles: [{ role: 'viewer' }] }, 'roles[0]'],
  ['an unknown role', { roles: [{ role: 'cluster-admin', users: team }] }, 'roles[0].role'],
  [
    'a role twice',
    {
      roles: [
        { role: 'admin', users: team },
        { role: 'admin', groups: team },
      ],
    },
    'roles[1].role',
  ],
  [
    'the group system:masters',
    { roles: [{ role: 'admin', groups: ['system:masters'] }] },
    'roles[0].groups[0]',
  ],
  [
    'a service account as a user',
    { roles: [{ role: 'admin', users: ['system:serviceaccount:a:b'] }] },
    'roles[0].users[0]',
  ],
  ['spaces around a user', { roles: [{ role: 'admin', users: [' jane'] }] }, 'roles[0].users[0]'],
  ['a user twice', { roles: [{ role: 'admin', users: ['jane', 'jane'] }] }, 'roles[0].users[1]'],
];

const below = (prefix: string, wrong: string | undefined): { wrong?: string } =>
  wrong === undefined ? {} : { wrong: wrong === '' ? prefix : `${prefix}.${wrong}` };

/** Every rule with valid and invalid requests. */
export const ruleTable: readonly RuleCase[] = [
  ...ofApplication.map(
    ([what, fields, wrong]): RuleCase => ({
      kind: 'ApplicationClaim',
      what,
      spec: { environment: 'dev', applications: [{ name: 'web', image, ...fields }] },
      ...below('spec.applications[0]', wrong),
    }),
  ),
  ...ofClaim.map(
    ([what, fields, wrong]): RuleCase => ({
      kind: 'ApplicationClaim',
      what,
      spec: { environment: 'dev', applications: [{ name: 'web', image }], ...fields },
      ...below('spec', wrong),
    }),
  ),
  ...ofService.map(
    ([what, fields, wrong]): RuleCase => ({
      kind: 'PlatformApplicationClaim',
      what,
      spec: { environment: 'dev', services: [{ name: 'db', ...fields }] },
      ...below('spec.services[0]', wrong),
    }),
  ),
  ...ofNamespace.map(
    ([what, fields, wrong]): RuleCase => ({
      kind: 'InfrastructureClaim',
      what,
      spec: { environment: 'dev', namespaces: [{ name: 'web-dev', ...fields }] },
      ...below('spec.namespaces[0]', wrong),
    }),
  ),
  ...ofBootstrap.map(
    ([what, fields, wrong]): RuleCase => ({
      kind: 'BootstrapClaim',
      what,
      spec: { ...bootstrap, ...fields },
      ...below('spec', wrong),
    }),
  ),
];
