import { describe, expect, it } from 'vitest';
import { existingWith, placementOn, platformWith, releaseWith } from '../../test/support/platform.ts';
import { parseRequestFile } from '../yaml.ts';
import { requestCatalog } from './catalog-files.ts';
import { type DeliveredRequest, requestEntities } from './request-entities.ts';

const chart = { name: 'microservice' };
const web = { release: releaseWith(), chart, facts: {} };
const database = {
  release: releaseWith({ name: 'db', category: 'platform', catalogType: 'database' }),
  chart: { name: 'postgresql' },
  facts: {},
};

const deliveredWith = (overrides: Partial<DeliveredRequest> = {}): DeliveredRequest => ({
  promise: 'application-claim',
  request: { kind: 'ApplicationClaim', namespace: 'team-a', name: 'shop' },
  placement: placementOn(),
  plans: [web],
  bindings: [],
  requests: [],
  ...overrides,
});

const bound = (overrides: object = {}) => ({
  application: 'web',
  service: 'db',
  namespace: 'dev',
  variables: [],
  ...overrides,
});

const other = existingWith({
  kind: 'PlatformApplicationClaim',
  namespace: 'team-b',
  name: 'data',
  releases: [
    {
      name: 'db',
      namespace: 'dev',
      chart: 'postgresql',
      version: '1.0.0',
      digest: '',
      values: 'environments/nonprod/dev/platform/evil"\n/db/values.yaml',
    },
  ],
});

describe('requestEntities()', () => {
  it('returns the services that an application is bound to, each once', () => {
    const bindings = [bound(), bound(), bound({ application: 'other', service: 'cache' })];
    const [, component] = requestEntities(deliveredWith({ plans: [web, database], bindings }));
    expect(component?.spec['dependsOn']).toEqual(['resource:dev/db']);
  });

  it('returns no namespace for a service of another request that its tenant does not confirm', () => {
    const bindings = [bound({ request: 'PlatformApplicationClaim team-b/data' })];
    const [, component] = requestEntities(deliveredWith({ bindings, requests: [other] }));
    expect(component?.spec['dependsOn']).toEqual(['resource:dev/db']);
  });

  it('returns the namespace of the tenant for a service of another request', () => {
    const tenants = [{ name: 'b', requestNamespaces: ['team-b'] }];
    const bindings = [bound({ request: 'PlatformApplicationClaim team-b/data' })];
    const placement = placementOn(platformWith({ tenants }));
    const [, component] = requestEntities(deliveredWith({ bindings, requests: [other], placement }));
    expect(component?.spec['dependsOn']).toEqual(['resource:b-dev/db']);
  });

  it('returns no relation to what another request does not deliver', () => {
    const bindings = [bound({ request: 'PlatformApplicationClaim team-b/gone' })];
    const [, component] = requestEntities(deliveredWith({ bindings, requests: [other] }));
    expect(component?.spec).not.toHaveProperty('dependsOn');
  });

  it('separates the releases of two tenants, and keeps their names', () => {
    const scoped = { ...web, release: releaseWith({ nameScope: 'a' }) };
    const [, component] = requestEntities(deliveredWith({ plans: [scoped] }));
    expect(component?.metadata).toMatchObject({
      name: 'web',
      namespace: 'a-dev',
      annotations: { 'argocd/app-name': 'web-a-dev' },
    });
  });

  it.each([
    ['E-Commerce Team', 'group:default/e-commerce-team'],
    ['group:default/x: {a: b}\n- "c"', 'group:default/group-default-x-a-b---c'],
    ['<script>[x](y)', 'group:default/script-x-y'],
    ['{{ secrets.x }}', 'group:default/secrets.x'],
    ['null', 'group:default/null'],
    ['🚀', 'group:default/unowned'],
    [undefined, 'group:default/unowned'],
  ])('returns the group of team %j', (team, owner) => {
    const plans = [{ ...web, release: releaseWith({ owner: { team } }) }];
    const entities = requestEntities(deliveredWith({ plans }));
    expect(entities.map(({ spec }) => spec['owner'])).toEqual([owner, owner]);
  });

  it('links to the addresses of an ingress, without wildcards', () => {
    const urls = ['https://shop.example.com/', 'https://*.shop.example.com/', 'http://a.example.com/x'];
    const [, component] = requestEntities(deliveredWith({ plans: [{ ...web, facts: { urls } }] }));
    expect(component?.metadata['links']).toEqual([
      { url: 'https://shop.example.com/', title: 'shop.example.com' },
      { url: 'http://a.example.com/x', title: 'a.example.com/x' },
    ]);
  });

  it('leaves out tags that the catalog refuses', () => {
    const plans = [{ ...web, release: releaseWith({ environment: 'dev--1' }), chart: { name: 'a_b' } }];
    expect(requestEntities(deliveredWith({ plans }))[1]?.metadata).not.toHaveProperty('tags');
  });

  it('cuts long names, and keeps them unique', () => {
    const names = ['a', 'b'].map((last) => {
      const request = {
        kind: 'ApplicationClaim',
        namespace: 'n'.repeat(63),
        name: `${'s'.repeat(200)}${last}`,
      };
      return requestEntities(deliveredWith({ request }))[0]?.metadata['name'] as string;
    });
    expect(names[0]).not.toBe(names[1]);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][-a-z0-9.]{0,61}[a-z0-9]$/);
  });

  it('gives requests of one name in two namespaces, and of two Promises, different Systems', () => {
    const request = { kind: 'ApplicationClaim', namespace: 'team-b', name: 'shop' };
    const systems = [{}, { request }, { promise: 'platform-application-claim' }].map(
      (overrides) => requestEntities(deliveredWith(overrides))[0]?.metadata['name'],
    );
    expect(new Set(systems).size).toBe(3);
  });
});

describe('requestCatalog()', () => {
  it('writes names as strings that YAML could read as something else', () => {
    const request = { kind: 'ApplicationClaim', namespace: '1e3', name: '0x10' };
    const [path, text] = requestCatalog(deliveredWith({ request }));
    expect(path).toBe('catalog/application-claim/1e3/0x10.yaml');
    const [system] = parseRequestFile(text);
    expect(system).toMatchObject({ metadata: { title: '0x10', name: '1e3.0x10.application-claim' } });
  });

  it('writes a file with a name that a file system accepts', () => {
    const request = { kind: 'ApplicationClaim', namespace: 'team-a', name: 'n'.repeat(253) };
    const [path] = requestCatalog(deliveredWith({ request }));
    expect(path.split('/').at(-1)!.length).toBeLessThanOrEqual(255);
  });
});
