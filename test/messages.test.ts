import { describe, expect, it } from 'vitest';
import { services } from '../promises/services.ts';
import type { Values } from '../shared/helm/chart.ts';
import { parseObject } from '../shared/kratix/object.ts';
import { chart } from './support/charts.ts';
import { applicationWith, configured, databaseWith, requestOf } from './support/configured.ts';
import { refusalOf, refusalOfAsync } from './support/refusal.ts';

const types = services.map(({ type }) => type).join(', ');

type Row = readonly [title: string, fields: object, path: string, message: string];

/** Problems of one application or of its request. */
const ofApplication: readonly Row[] = [
  [
    'a decimal unit of bytes',
    { resources: { limits: { memory: '512MB' } } },
    'resources.limits.memory',
    '"512MB" is not a quantity; use "512M" or "512Mi"',
  ],
  [
    'a quantity in words',
    { resources: { limits: { cpu: 'half' } } },
    'resources.limits.cpu',
    '"half" is not a quantity; use one such as "500m", "1.5" or "2Gi"',
  ],
  [
    'a negative quantity',
    { resources: { limits: { cpu: -1 } } },
    'resources.limits.cpu',
    '-1 is not a quantity; use one such as "500m", "1.5" or "2Gi"',
  ],
  [
    'a limit below its request',
    { resources: { requests: { cpu: 2 }, limits: { cpu: 0.5 } } },
    'resources.limits.cpu',
    'The limit 500m is below the request 2; raise the limit or lower the request',
  ],
  [
    'an invalid port of a probe',
    { healthCheck: { port: 'HTTP' } },
    'healthCheck.port',
    'Invalid port "HTTP"; use the number or the name of a port',
  ],
  [
    'a port of a probe that is too high',
    { healthCheck: { port: 80800 } },
    'healthCheck.port',
    '80800 is above the maximum of 65535',
  ],
  [
    'seconds with a unit',
    { healthCheck: { initialDelaySeconds: '10s' } },
    'healthCheck.initialDelaySeconds',
    'Expected whole seconds such as 10, found the string "10s"',
  ],
  [
    'variables as an object',
    { env: { NODE_ENV: 'production' } },
    'env',
    'Expected a list, found an object; write "- name: NODE_ENV" and "value: production"',
  ],
  [
    'ports as an object',
    { ports: { http: 8080 } },
    'ports',
    'Expected a list, found an object; write each entry as "- name: http"',
  ],
  [
    'an ingress of an application without ports',
    { values: { ports: [] }, ingress: { host: 'shop.example.com' } },
    'ingress.enabled',
    'An ingress needs a port',
  ],
  [
    'an ingress as a switch',
    { ingress: true },
    'ingress',
    'Expected an object, found true; write "ingress: {}" for the default host',
  ],
  [
    'an ingress that is switched off',
    { ingress: false },
    'ingress',
    'Expected an object, found false; write "ingress: {enabled: false}"',
  ],
  [
    'a host with a scheme',
    { ingress: { host: 'https://shop.example.com/' } },
    'ingress.host',
    'Invalid host "https://shop.example.com/"; remove the scheme and the slash',
  ],
  [
    'a host with a port and a path',
    { ingress: { host: 'shop.example.com:80/a' } },
    'ingress.host',
    'Invalid host "shop.example.com:80/a"; remove the path and the port',
  ],
  [
    'a host in upper case',
    { ingress: { host: 'Shop.example.com' } },
    'ingress.host',
    'Invalid host "Shop.example.com"; did you mean "shop.example.com"?',
  ],
  [
    'a path with a space',
    { ingress: { host: 'a.example.com', path: '/a b' } },
    'ingress.path',
    'Invalid path "/a b"; a path must not contain spaces',
  ],
  [
    'a path without a slash',
    { healthCheck: { path: 'health' } },
    'healthCheck.path',
    'Invalid path "health"; a path must begin with "/"',
  ],
  [
    'a port that is too high',
    { ports: [{ name: 'http', port: 80800 }] },
    'ports[0].port',
    '80800 is above the maximum of 65535',
  ],
  [
    'a misspelt field',
    { replcas: 3 },
    'replcas',
    'Unknown field; did you mean "replicas"? Run "infraforge explain ApplicationClaim.applications" for all fields',
  ],
  [
    'a field of Kubernetes',
    { livenessProbe: {} },
    'livenessProbe',
    'Unknown field; did you mean "healthCheck"? Run "infraforge explain ApplicationClaim.applications" for all fields',
  ],
  [
    'a field unlike any other of many',
    { zzz: 1 },
    'zzz',
    'Unknown field; supported: name, enabled, chart, image, serviceName, version, replicas, services, resources, ports, healthCheck, …; run "infraforge explain ApplicationClaim.applications" for all fields',
  ],
  [
    'a version with a capital V',
    { chart: { version: 'V1.0.0' } },
    'chart.version',
    '"V1.0.0" is not an exact version such as "1.0.0"; ranges and "latest" are not allowed',
  ],
  [
    'a range of versions',
    { chart: { version: '^1.0.0' } },
    'chart.version',
    '"^1.0.0" is not an exact version such as "1.0.0"; ranges and "latest" are not allowed',
  ],
  [
    'an unquoted tag',
    { image: { repository: 'r.example.com/web', tag: 1 } },
    'image.tag',
    'Expected a string, found the number 1; add quotes',
  ],
  [
    'an image in one string',
    { image: 'r.example.com/web:1' },
    'image',
    'Expected an object, found the string "r.example.com/web:1"; write "image: {repository: …, tag: …}", or run "infraforge convert"',
  ],
  [
    'no image',
    { image: undefined },
    'image',
    'image is required, because the platform sets no imageRegistry',
  ],
  [
    'a duplicate variable',
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'env[1].name',
    'Duplicate name "A"; first in item [0]',
  ],
  [
    'a variable without a value',
    { env: [{ name: 'A' }] },
    'env[0]',
    'Exactly one of value and valueFrom is required; add one of them',
  ],
  [
    'a volume of two kinds',
    { volumes: [{ name: 'data', mountPath: '/data', emptyDir: {}, secret: { name: 'a' } }] },
    'volumes[0]',
    'Exactly one of emptyDir, configMap, secret and persistent is required; found emptyDir and secret; keep one of them',
  ],
  [
    'minReplicas above maxReplicas',
    { autoscaling: { minReplicas: 5, maxReplicas: 3 } },
    'autoscaling.minReplicas',
    'minReplicas (5) exceeds maxReplicas (3)',
  ],
  [
    'a field beside an equal free value',
    { replicas: 3, values: { replicas: 5 } },
    'values.replicas',
    'Conflicts with the field replicas, which sets the same value; remove one of them',
  ],
  [
    'a field beside a free value of another name',
    { healthCheck: { path: '/a' }, values: { healthCheck: { livenessPath: '/b' } } },
    'values.healthCheck.livenessPath',
    'Conflicts with the field healthCheck.path, which sets the same value; remove one of them',
  ],
  [
    'a key of a label with a space',
    { values: { nodeSelector: { 'node pool': 'a' } } },
    'values.nodeSelector["node pool"]',
    'Invalid key: Label of nodes; names of nodes and control-plane roles are not allowed',
  ],
  [
    'a value of a label with a space',
    { values: { nodeSelector: { pool: 'a b' } } },
    'values.nodeSelector.pool',
    'Invalid value "a b"; expected: Label value: letters, digits, -, _ and ., with a letter or digit at both ends',
  ],
  [
    'a quoted number',
    { replicas: '3' },
    'replicas',
    'Expected a number, found the string "3"; remove the quotes',
  ],
  [
    'a number in words',
    { replicas: 'ten' },
    'replicas',
    'Expected a number, found the string "ten"; write a number from 0 to 100',
  ],
  [
    'a string for a list',
    { args: 'run' },
    'args',
    'Expected a list, found the string "run"; write "args: [run]"',
  ],
  [
    'a string for a probe',
    { healthCheck: '/health' },
    'healthCheck',
    'Expected an object, found the string "/health"; write "healthCheck: {path: /health}"',
  ],
  [
    'a string for a list of objects, longer than the list may be',
    { sidecars: 'x'.repeat(50) },
    'sidecars',
    `Expected a list, found the string "${'x'.repeat(50)}"; write each entry as "- name: …"`,
  ],
  [
    'a number in words in the values',
    { values: { rollout: { minReadySeconds: 'ten' } } },
    'values.rollout.minReadySeconds',
    'Expected an integer, found the string "ten"; write a whole number such as 1',
  ],
  [
    'a number under a key that may be a secret',
    { env: [{ name: 'A', value: 8472 }] },
    'env[0].value',
    'Expected a string, found a number; add quotes',
  ],
  [
    'a fraction',
    { replicas: 1.5 },
    'replicas',
    'Expected an integer, found the number 1.5; write a whole number from 0 to 100',
  ],
  [
    'an unsupported value',
    { image: { repository: 'x', tag: '1', pullPolicy: 'always' } },
    'image.pullPolicy',
    'Unsupported value "always"; supported: "Always", "IfNotPresent", "Never"',
  ],
];

const ofRequest: readonly Row[] = [
  ['services', { services: [] }, 'services', 'Unknown field; did you mean "components"?'],
  [
    'an environment in upper case',
    { environment: 'DEV' },
    'environment',
    'Unknown environment "DEV"; did you mean "dev"?',
  ],
  [
    'two applications with one name',
    { applications: ['a', 'b', 'a'].map((name) => ({ name, image: { repository: 'x', tag: '1' } })) },
    'applications[2].name',
    'Duplicate name "a"; first in item [0]',
  ],
  [
    'an application and a component with one name',
    { components: [{ name: 'web', type: 'postgresql' }] },
    'components[0].name',
    'Duplicate name "web"; first in applications[0]',
  ],
  [
    'misspelt applications',
    { applications: undefined, aplications: [] },
    'aplications',
    'Unknown field; did you mean "applications"?',
  ],
  [
    'nothing',
    { applications: [] },
    '',
    'At least one application or component is required; add an entry to applications or components',
  ],
  [
    'a reserved namespace',
    { namespace: 'kube-system' },
    'namespace',
    'Reserved namespace "kube-system"; default, argocd, infraforge-*, kube-* and kratix-* are reserved',
  ],
];

const ofService: readonly Row[] = [
  [
    'another name of an engine',
    { type: 'postgres' },
    'type',
    `Unsupported service type "postgres"; did you mean "postgresql"? Supported: ${types}`,
  ],
  [
    'an unsupported engine',
    { type: 'consul' },
    'type',
    `Unsupported service type "consul"; supported: ${types}`,
  ],
  [
    'a password',
    { type: 'mongodb', credentials: { secretName: 's', password: 'abc' } },
    'credentials.password',
    'Unknown field; use credentials.secretName',
  ],
  [
    'an unsupported mode',
    { type: 'redis', mode: 'sentinel', credentials: { secretName: 's' } },
    'mode',
    'Unsupported mode "sentinel"; supported: standalone, replication, cluster',
  ],
  [
    'a size without a unit',
    { storage: { size: '20' } },
    'storage.size',
    'Invalid size "20"; use a whole number with a unit, such as "20Gi"',
  ],
  [
    'storage as a number',
    { storage: 10 },
    'storage',
    'Expected an object, found the number 10; write "storage: {size: 10Gi}"',
  ],
  [
    'a setting that the operator sets',
    { values: { postgresql: { parameters: { listen_addresses: '*' } } } },
    'values.postgresql.parameters.listen_addresses',
    'Invalid key: Name of a setting as PostgreSQL spells it; those that CloudNativePG sets are not allowed',
  ],
  [
    'a setting that the operator of MongoDB sets',
    { type: 'mongodb', values: { mongodb: { config: { 'net.tls.mode': 'disabled' } } } },
    'values.mongodb.config["net.tls.mode"]',
    'Invalid key: Setting that the operator leaves free: of compression, connections, oplog, operationProfiling, levels of systemLog, or setParameter without authentication and TLS',
  ],
  [
    'a volume that the operator would round up',
    { type: 'mongodb', storage: { size: '10752Mi' } },
    'storage.size',
    'Invalid value "10752Mi"; expected: Size of the volume in whole Gi or Ti, such as 10Gi, because the operator rounds up; can be increased, but not decreased',
  ],
  [
    'a user of the operator',
    { type: 'mongodb', values: { mongodb: { username: 'userAdmin' } } },
    'values.mongodb.username',
    'The users of the operator itself are not allowed',
  ],
  [
    'two nodes of Elasticsearch',
    { type: 'elasticsearch', replicas: 2 },
    'replicas',
    'Two nodes stop when one is lost; use 1, or at least 3',
  ],
  [
    'a setting that the operator of Elasticsearch sets',
    { type: 'elasticsearch', values: { elasticsearch: { config: { 'xpack.security.enabled': false } } } },
    'values.elasticsearch.config["xpack.security.enabled"]',
    'Invalid key: Setting that the operator leaves free: limits of requests, searches, shards, caches, queues and recovery, or a switch of machine learning and of the download of GeoIP data',
  ],
  ['an unquoted version', { version: 16 }, 'version', 'Expected a string, found the number 16; add quotes'],
  [
    'a field beside an equal free value',
    { storage: { size: '20Gi' }, values: { persistence: { size: '10Gi' } } },
    'values.persistence.size',
    'Conflicts with the field storage.size, which sets the same value; remove one of them',
  ],
];

const problemsOf = async (object: Parameters<typeof configured>[0]) =>
  (await refusalOfAsync(() => configured(object))).problems;

describe('configure()', () => {
  it.each(ofApplication)(
    'refuses %s in an application and names the fix',
    async (_, fields, path, message) => {
      expect(await problemsOf(applicationWith(fields))).toEqual([
        { path: `spec.applications[0].${path}`, message },
      ]);
    },
  );

  it.each(ofRequest)('refuses %s in a request and names the fix', async (_, fields, path, message) => {
    expect(await problemsOf(applicationWith({}, fields))).toEqual([
      { path: path === '' ? 'spec' : `spec.${path}`, message },
    ]);
  });

  it.each(ofService)('refuses %s in a service and names the fix', async (_, fields, path, message) => {
    expect(await problemsOf(databaseWith(fields))).toEqual([{ path: `spec.services[0].${path}`, message }]);
  });

  it('refuses a missing image as invalid', async () => {
    const { reason } = await refusalOfAsync(() => configured(applicationWith({ image: undefined })));
    expect(reason).toBe('InvalidRequest');
  });

  it("names the chart's default that a field contradicts", async () => {
    const { maxReplicas } = chart('microservice').values['autoscaling'] as Values;
    expect(await problemsOf(applicationWith({ autoscaling: { minReplicas: 50 } }))).toEqual([
      {
        path: 'spec.applications[0].autoscaling.minReplicas',
        message: `minReplicas (50) exceeds maxReplicas (${maxReplicas}, the chart's default)`,
      },
    ]);
  });

  it.each<[string, object]>([
    ['a fraction of a core', { resources: { requests: { cpu: 0.5 } } }],
    ['the name of a port for a probe', { healthCheck: { port: 'http' } }],
    ['a public key', { env: [{ name: 'VERIFIER', value: '-----BEGIN PUBLIC KEY-----\nMIIB' }] }],
  ])('accepts %s', async (_, fields) => {
    expect((await configured(applicationWith(fields))).outcome).toBe('delivered');
  });

  it.each([
    ['DSN', 'user=app password=hunter2 host=db'],
    ['COOKIE_SALT', '0123456789abcdef0123456789abcdef'],
  ])('refuses the credential in %s and never shows it', async (name, value) => {
    const refusal = await refusalOfAsync(() => configured(applicationWith({ env: [{ name, value }] })));
    expect(refusal.reason).toBe('CredentialInRequest');
    expect(JSON.stringify(refusal)).not.toContain(value);
  });

  it('omits details about a credential that would show a part of it', async () => {
    const labels = { 'db-password': `hunter2 ${'x'.repeat(53)}` };
    const problems = await problemsOf(applicationWith({ labels }));
    expect(problems).toEqual([
      {
        path: 'spec.applications[0].labels.db-password',
        message: expect.stringMatching(/^Looks like a credential: the name ends in PASSWORD; /),
      },
    ]);
  });

  it('never shows a value that may be a secret', async () => {
    const host = 'https://app:hunter2@shop.example.com';
    const problems = await problemsOf(
      applicationWith({ ingress: { host }, env: { DB_PASSWORD: 'hunter2' } }),
    );
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});

describe('parseObject()', () => {
  it('names the API version that is missing', () => {
    const { apiVersion: _, ...object } = requestOf('ApplicationClaim', {});
    expect(refusalOf(() => parseObject(object)).problems).toEqual([
      { path: 'apiVersion', message: 'Required: platform.infraforge.io/v1' },
    ]);
  });
});
