import { describe, expect, it } from 'vitest';
import { services } from '../promises/services.ts';
import type { KubernetesObject } from '../shared/kubernetes-object.ts';
import { applicationWith, bootstrapWith, configured, databaseWith, requestOf } from './support/configured.ts';
import { pathsOf, refusalOfAsync } from './support/refusal.ts';

/** Returns a request for one service in dev. */
function serviceRequest(kind: string, name: string, spec: object = {}): KubernetesObject {
  return requestOf(kind, { environment: 'dev', ...spec }, { metadata: { name, namespace: 'team-a' } });
}

const database = (spec: object = {}): KubernetesObject => serviceRequest('PostgreSQL', 'db', spec);
const withStatus = async (request: KubernetesObject): Promise<KubernetesObject> => ({
  ...request,
  status: (await configured(request)).status,
});
const messagesOf = ({ problems }: { readonly problems: readonly { message: string }[] }): string =>
  problems.map(({ message }) => message).join();
const bundle = (spec: object = {}): KubernetesObject =>
  requestOf('InfraForge', { tenant: 'acme', environment: 'dev', ...spec });

describe('a request for one service', () => {
  it('is found by the applications of other requests', async () => {
    const { status } = await configured(applicationWith({ services: ['db'] }), {
      others: [await withStatus(database())],
    });
    expect(status['bindings']).toMatchObject([
      { service: 'db', request: 'PostgreSQL team-a/db', secretName: 'db-app' },
    ]);
  });

  it('competes for its name with items of lists, and not while it is disabled', async () => {
    const refusal = await refusalOfAsync(() => configured(database(), { others: [databaseWith()] }));
    expect(refusal.reason).toBe('NameTaken');
    expect(pathsOf(refusal)).toEqual(['metadata.name']);
    const others = [database({ enabled: false })];
    expect((await configured(databaseWith(), { others })).status).toMatchObject({ failure: null });
  });

  it.each(services)('is refused with a name that is too long for $engine', async ({ kind, nameLimit }) => {
    const refusal = await refusalOfAsync(() => configured(serviceRequest(kind, 'n'.repeat(nameLimit + 1))));
    expect(pathsOf(refusal)).toContain('metadata.name');
    expect(JSON.stringify(refusal.problems)).toContain(`at most ${nameLimit} lower-case letters`);
  });

  it('counts for the quota of its tenant', async () => {
    const tenants = [{ name: 'a', requestNamespaces: ['team-a'], quota: { services: 1 } }];
    const platform = bootstrapWith({ tenants });
    const others = [serviceRequest('RabbitMQ', 'queue')];
    const refusal = await refusalOfAsync(() => configured(database(), { platform, others }));
    expect(refusal.reason).toBe('NotAllowed');
    expect(messagesOf(refusal)).toContain('quota of 1 service;');
  });

  it('names its kind if the platform lacks the operator', async () => {
    const platform = bootstrapWith({ operators: [] });
    expect(pathsOf(await refusalOfAsync(() => configured(database(), { platform })))).toEqual(['kind']);
  });
});

describe('a bundle', () => {
  it('claims its names, with the tenant before them', async () => {
    const others = [await withStatus(bundle({ messaging: {} }))];
    const taken = requestOf(
      'RabbitMQ',
      { environment: 'dev', namespace: 'acme-dev' },
      {
        metadata: { name: 'acme-rabbitmq', namespace: 'team-b' },
      },
    );
    const refusal = await refusalOfAsync(() => configured(taken, { others }));
    expect(messagesOf(refusal)).toContain('belongs to InfraForge team-a/shop');
  });

  it('says how to create the Secret that its cache needs', async () => {
    const refusal = await refusalOfAsync(() => configured(bundle({ cache: { enabled: true } })));
    expect(refusal.problems).toEqual([
      {
        path: 'spec.cache.credentials',
        message:
          'credentials.secretName is required for redis; write credentials: {secretName: redis-credentials} and run: kubectl create secret generic redis-credentials --namespace NAMESPACE --from-literal=password="$(openssl rand -hex 24)"',
      },
    ]);
  });

  it('keeps a service that moves from one form to the other', async () => {
    const before = await withStatus(bundle({ database: { deletionProtection: true } }));
    const moved = { tenant: 'acme', environment: 'dev', operators: [{ name: 'postgresql' }] };
    const { status } = await configured({ ...before, spec: moved });
    expect(status['releases']).toMatchObject([{ name: 'acme-postgresql', engine: 'postgresql' }]);
  });

  it('is refused for the name of an environment or of another tenant', async () => {
    const reserved = await refusalOfAsync(() => configured(bundle({ tenant: 'qa', messaging: {} })));
    expect(reserved.problems).toEqual([
      { path: 'spec.tenant', message: expect.stringContaining('Reserved tenant "qa"') },
    ]);
    const tenants = [
      { name: 'mine', requestNamespaces: ['team-a'], namespaces: ['acme-dev', 'mine-*'] },
      { name: 'acme', requestNamespaces: ['team-b'] },
    ];
    const platform = bootstrapWith({ tenants });
    const foreign = await refusalOfAsync(() => configured(bundle({ messaging: {} }), { platform }));
    expect(foreign.problems).toEqual([
      {
        path: 'spec.tenant',
        message: expect.stringContaining('"acme" is another tenant of the platform; use "mine"'),
      },
    ]);
  });
});
