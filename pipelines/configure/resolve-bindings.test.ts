import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseRequestYaml } from '../../shared/yaml.ts';
import { bootstrapWith, configured, requestOf } from '../../test/support/configured.ts';
import { refusalOfAsync } from '../../test/support/refusal.ts';

const image = { repository: 'registry.example.com/web', tag: '1' };

function claim(name: string, spec: object, time = '2026-02-01T00:00:00Z'): KubernetesObject {
  const metadata = { name, namespace: 'team', uid: `uid-${name}`, creationTimestamp: time };
  return requestOf('ApplicationClaim', { environment: 'dev', ...spec }, { metadata });
}

const applicationWith = (fields: object): KubernetesObject =>
  claim('shop', { applications: [{ name: 'shop', image, ...fields }] });
const database = (fields: object = {}): KubernetesObject => {
  const components = [{ name: 'orders-db', type: 'postgresql', ...fields }];
  return claim('data', { components }, '2026-01-01T00:00:00Z');
};

/** Returns a request as the API server stores it after its delivery. */
async function delivered(object: KubernetesObject, others: readonly KubernetesObject[] = []) {
  const { status } = await configured(object, { others });
  return { ...object, status };
}

async function valuesOf(object: KubernetesObject, others: readonly KubernetesObject[] = []) {
  const { files } = await configured(object, { others });
  const [, text] = [...files].find(([path]) => path.endsWith('/applications/shop/values.yaml'))!;
  return parseRequestYaml(text) as unknown as {
    bindings: { env: { name: string; value?: string }[]; authorities: object[] };
    env: object[];
  };
}

describe('bindings of an application', () => {
  it('wait for a service of another request, and lead to it once it is delivered', async () => {
    const shop = applicationWith({ services: ['orders-db'] });
    const waiting = await configured(shop, { others: [database()] }).catch((error: unknown) => error);
    expect(waiting).toBeInstanceOf(UnavailableError);
    expect(waiting).toMatchObject({
      reason: 'ServiceNotDelivered',
      message: 'Service "orders-db" of ApplicationClaim team/data is not delivered yet',
    });
    const { bindings } = await valuesOf(shop, [await delivered(database())]);
    expect(bindings.env).toContainEqual({ name: 'ORDERS_DB_HOST', value: 'orders-db.dev.svc.cluster.local' });
    expect(bindings.authorities).toEqual([{ service: 'orders-db', secretName: 'orders-db-ca' }]);
  });

  it('report every other problem before they wait', async () => {
    const shop = applicationWith({ services: ['orders-db'], values: { replicas: 'many' } });
    const { problems } = await refusalOfAsync(() => configured(shop, { others: [database()] }));
    expect(problems.map(({ path }) => path)).toEqual(['spec.applications[0].values.replicas']);
  });

  it('have the same values for a service of the request and of another one', async () => {
    const services = { services: ['orders-db'] };
    const together = claim('both', {
      applications: [{ name: 'shop', image, ...services }],
      components: [{ name: 'orders-db', type: 'postgresql' }],
    });
    const apart = await valuesOf(applicationWith(services), [await delivered(database())]);
    expect((await valuesOf(together)).bindings).toEqual(apart.bindings);
  });

  it('use the Secret that the request of the service names, and only its keys', async () => {
    const own = await delivered(database({ values: { credentials: { secretName: 'own' } } }));
    const { bindings } = await valuesOf(applicationWith({ services: ['orders-db'] }), [own]);
    const names = bindings.env.map(({ name }) => name);
    expect(names).toContain('ORDERS_DB_PASSWORD');
    expect(names).not.toContain('ORDERS_DB_URI');
    expect(JSON.stringify(bindings.env)).toContain('"own"');
  });

  it('mount only the certificate authority that a variable refers to', async () => {
    const reference = (key: string) => ({
      env: [{ name: 'X', valueFrom: { serviceRef: { name: 'orders-db', key } } }],
    });
    const others = [await delivered(database())];
    expect((await valuesOf(applicationWith(reference('host')), others)).bindings.authorities).toEqual([]);
    expect((await valuesOf(applicationWith(reference('ca-file')), others)).bindings.authorities).toHaveLength(
      1,
    );
  });

  it('are refused if two services set one variable', async () => {
    const object = claim('both', {
      applications: [{ name: 'shop', image, services: ['db', 'db-jdbc'] }],
      components: [
        { name: 'db', type: 'postgresql' },
        { name: 'db-jdbc', type: 'postgresql' },
      ],
    });
    const { problems } = await refusalOfAsync(() => configured(object));
    expect(problems).toEqual([
      {
        path: 'spec.applications[0].services',
        message: 'Two services set the variable "DB_JDBC_URI"; use valueFrom.serviceRef for one of them',
      },
    ]);
  });

  it('are refused for a third-party chart, and as free values', async () => {
    const foreign = applicationWith({ image: undefined, chart: { name: 'tool' }, services: ['orders-db'] });
    const platform = bootstrapWith({
      chartsRepository: { url: 'oci://registry.example.com/charts', allowed: [{ name: 'tool' }] },
    });
    const resolveChart = async () => ({
      name: 'tool',
      version: '1.0.0',
      digest: `sha256:${'0'.repeat(64)}`,
      values: {},
    });
    const refused = await refusalOfAsync(() => configured(foreign, { platform, charts: { resolveChart } }));
    expect(refused.problems.map(({ path }) => path)).toEqual(['spec.applications[0].services']);
    const free = applicationWith({ values: { bindings: { env: [{ name: 'A', value: 'b' }] } } });
    const { problems } = await refusalOfAsync(() => configured(free));
    expect(problems.map(({ path }) => path)).toEqual(['spec.applications[0].values.bindings']);
  });

  it('leave the status once an application has none', async () => {
    const shop = applicationWith({ services: ['orders-db'] });
    const data = await delivered(database());
    const before = await delivered(shop, [data]);
    expect(before.status['bindings']).toHaveLength(1);
    const now = { ...applicationWith({}), status: before.status };
    expect((await delivered(now, [data])).status['bindings']).toEqual([]);
    expect((await delivered(applicationWith({}), [data])).status).not.toHaveProperty('bindings');
  });
});

describe('a bound service', () => {
  it('cannot be removed while an application of another request uses it', async () => {
    const data = await delivered(database());
    const shop = await delivered(applicationWith({ services: ['orders-db'] }), [data]);
    const gone = { ...database({ enabled: false }), status: data.status };
    const refused = await refusalOfAsync(() => configured(gone, { others: [shop] }));
    expect(refused).toMatchObject({
      reason: 'ServiceInUse',
      problems: [
        {
          path: 'spec',
          message:
            'Service "orders-db" is in use by shop of ApplicationClaim team/shop; remove it from their services and env first',
        },
      ],
    });
    const unbound = { ...shop, status: { ...shop.status, bindings: [] } };
    await expect(configured(gone, { others: [unbound] })).resolves.toMatchObject({ outcome: 'delivered' });
  });

  it('can be removed together with the use of it in the same request', async () => {
    const spec = (services: string[], enabled: boolean) => ({
      applications: [{ name: 'shop', image, services }],
      components: [{ name: 'orders-db', type: 'postgresql', enabled }],
    });
    const { status } = await delivered(claim('both', spec(['orders-db'], true)));
    const kept = await refusalOfAsync(() =>
      configured({ ...claim('both', spec(['orders-db'], false)), status }),
    );
    expect(kept.problems.map(({ path }) => path)).toEqual(['spec.applications[0].services[0]']);
    await expect(configured({ ...claim('both', spec([], false)), status })).resolves.toMatchObject({
      outcome: 'delivered',
    });
  });
});
