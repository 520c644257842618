import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { definitions } from '../../promises/index.ts';
import { apiVersion } from '../../shared/api-version.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { printYaml } from '../../shared/yaml.ts';
import { ApiServer } from '../e2e/cluster/api-server.ts';
import { waitUntil } from '../e2e/cluster/wait-until.ts';
import { findCases, readInput } from '../support/cases.ts';
import { readTree } from '../support/read-tree.ts';
import { runInfraforge } from '../support/run-infraforge.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { formValues } from './support/form-values.ts';
import { PortalUser, readGitAgain, stateStoreHas } from './support/portal-user.ts';

const portal = inject('portal');

const examples = findCases()
  .filter(({ name, promise }) => name === 'example' && promise !== 'bootstrap-claim')
  .map((example) => ({ promise: example.promise, request: readInput(example) }));

const group = `/apis/${apiVersion}`;

const image = { repository: 'ghcr.io/acme/web', tag: 'v1.0.0' };

/** Returns values of the form of an ApplicationClaim in dev. */
function applicationForm(name: string, spec: object): object {
  return formValues('application-claim', {
    name,
    namespace: 'team-b',
    spec: { environment: 'dev', ...spec },
  });
}

/** Returns the files that `infraforge render` writes for a request, by their path in the state store. */
async function render(
  request: KubernetesObject,
  platform: KubernetesObject,
): Promise<Record<string, string>> {
  const folder = temporaryFolder();
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('request.yaml'), printYaml(request));
  writeFileSync(file('platform.yaml'), printYaml({ ...platform, apiVersion, kind: 'BootstrapClaim' }));
  const args = ['--platform', file('platform.yaml'), '--out', file('out'), file('request.yaml')];
  expect(await runInfraforge(['render', ...args])).toMatchObject({ code: 0, complaints: [] });
  const { name, namespace } = request.metadata;
  return readTree(join(file('out'), request.kind, namespace!, name, 'output'));
}

describe.skipIf(!portal)('Backstage', () => {
  let user: PortalUser;
  let api: ApiServer;
  beforeAll(async () => {
    user = await PortalUser.signIn(portal);
    api = await ApiServer.connect(portal);
  });
  const find = (name: string): Promise<KubernetesObject | undefined> =>
    api.find(`${group}/namespaces/team-b/applicationclaims/${name}`);

  it.concurrent.each(definitions)(
    'has the template, the Component and the API of $kind',
    async ({ name, plural }) => {
      await user.waitForEntity(['template', name]);
      const { relations } = await user.waitForEntity(
        ['component', name],
        (entity) => entity.relations !== undefined,
      );
      expect(relations).toContainEqual(
        expect.objectContaining({ targetRef: `api:default/${plural}.platform.infraforge.io` }),
      );
    },
  );

  it('declares a platform by its template', async () => {
    await stateStoreHas(portal, 'catalog/bootstrap-claim/infraforge-platform/platform-bootstrap.yaml');
    expect(portal.answer).toMatch(/^Cluster type nonprod declared with dev, qa, staging/);
    await readGitAgain(portal);
    await user.waitForEntity(['resource', 'dev'], ({ spec }) => spec?.['type'] === 'infraforge-environment');
    await user.waitForEntity(['domain', 'nonprod']);
  });

  it.concurrent.each(examples)(
    'delivers the example of $promise by its template',
    async ({ promise, request }) => {
      const { name, namespace = 'team-a' } = request.metadata;
      const values = formValues(promise, { name, namespace, spec: request.spec });
      const { status, text } = await user.dryRun(promise, values);
      expect([status, text]).toEqual([200, expect.stringContaining('a dry run stores nothing')]);
      const { message } = await user.run(promise, values);
      expect(message).toMatch(/^(\d+ \w+( and \d+ \w+)?|Namespace.*) delivered to dev/);
    },
  );

  it('shows each mistake that the API server finds, and stores nothing', async () => {
    const application = { name: 'web', image, replicas: 2, autoscaling: { minReplicas: 5, maxReplicas: 2 } };
    const values = applicationForm('mistakes', {
      applications: [application, { name: 'web', image: { repository: image.repository } }],
    });
    expect((await user.dryRun('application-claim', values)).status).toBe(400);
    expect(await user.run('application-claim', values)).toMatchInlineSnapshot(`
      {
        "message": "spec.applications[1]: Duplicate value: {"name":"web"}
      spec.applications[0]: replicas and autoscaling exclude each other; remove one, or set autoscaling.enabled: false
      spec.applications[0].autoscaling: minReplicas exceeds maxReplicas
      spec.applications[1].image: An image needs a tag or a digest, because the same request must give the same result",
        "status": "failed",
      }
    `);
    expect(await find('mistakes')).toBeUndefined();
  });

  it('refuses a value that the form does not accept', async () => {
    const values = applicationForm('Mistake', { applications: [{ name: 'web', image }] });
    await expect(user.run('application-claim', values)).rejects.toThrow(/requestName/);
  });

  it('shows what the pipeline refuses, and replaces the request under its name', async () => {
    const request = (name: string) => applicationForm('corrected', { applications: [{ name, image }] });
    expect(await user.run('application-claim', request('notification-service'))).toMatchInlineSnapshot(`
      {
        "message": "spec.applications[0].name: Name "notification-service-dev" belongs to ApplicationClaim team-a/ecommerce-apps; use another name, or ask its owner to release it",
        "status": "failed",
      }
    `);
    expect(await user.run('application-claim', request('corrected'))).toEqual({
      status: 'completed',
      message: '1 application delivered to dev',
    });
  });

  it('corrects the environment of a request that was never delivered', async () => {
    const request = (environment: string) =>
      applicationForm('moved', { environment, applications: [{ name: 'moved', image }] });
    expect(await user.run('application-claim', request('devel'))).toMatchObject({
      status: 'failed',
      message: 'spec.environment: Unknown environment "devel"; declared: dev, qa, staging',
    });
    expect(await user.run('application-claim', request('dev'))).toEqual({
      status: 'completed',
      message: '1 application delivered to dev',
    });
  });

  it('replaces no delivered request, and none of another person', async () => {
    await api.create(`${group}/namespaces/team-b/applicationclaims`, {
      apiVersion,
      kind: 'ApplicationClaim',
      metadata: { name: 'foreign', namespace: 'team-b' },
      spec: { environment: 'dev', applications: [{ name: 'notification-service', image }] },
    });
    for (const name of ['foreign', 'corrected']) {
      const values = applicationForm(name, { applications: [{ name: 'other', image }] });
      expect(await user.run('application-claim', values)).toEqual({
        status: 'failed',
        message: `requestName: "${name}" exists in namespace team-b; use another name`,
      });
    }
  });

  it('sends template text in a value as it is', async () => {
    const env = [{ name: 'GREETING', value: `\${{ secrets.x }} {{ 1 + 1 }} {% raw %}` }];
    const values = applicationForm('template-text', { applications: [{ name: 'text', image, env }] });
    expect((await user.run('application-claim', values)).status).toBe('completed');
    expect(await find('template-text')).toMatchObject({ spec: { applications: [{ env }] } });
  });

  it('creates a request that infraforge render renders to the files of the state store', async () => {
    const applications = [{ name: 'shop', image, services: ['shop-db'] }];
    const components = [{ name: 'shop-db', type: 'postgresql' }];
    const values = applicationForm('shop', { applications, components });
    expect(await user.run('application-claim', values)).toEqual({
      status: 'completed',
      message: '1 application and 1 service delivered to dev',
    });
    const created = await find('shop');
    expect(created?.metadata.annotations).toEqual({ 'infraforge.io/requested-by': 'user:default/guest' });
    const rendered = await render(created!, (await api.list(`${group}/bootstrapclaims`))[0]!);
    await stateStoreHas(portal, 'catalog/application-claim/team-b/shop.yaml');
    expect(Object.keys(rendered)).toContain('environments/nonprod/dev/applications/shop/values.yaml');
    for (const [path, content] of Object.entries(rendered)) {
      expect(readFileSync(join(portal.stateStore, path), 'utf8'), path).toBe(content);
    }
  });

  it('has the entities of a request with their relations, as long as the request exists', async () => {
    await readGitAgain(portal);
    const service = await user.waitForEntity(
      ['component', 'shop', 'dev'],
      ({ relations }) => relations !== undefined,
    );
    expect(service.relations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'dependsOn', targetRef: 'resource:dev/shop-db' }),
        expect.objectContaining({ type: 'partOf', targetRef: 'system:dev/team-b.shop.application-claim' }),
      ]),
    );
    await user.waitForEntity(['resource', 'shop-db', 'dev'], ({ spec }) => spec?.['type'] === 'database');
  });

  it('has the entities of a request as the request is now, until it is removed', async () => {
    const path = `${group}/namespaces/team-b/applicationclaims/template-text`;
    await api.merge(path, { spec: { owner: { team: 'Shopping' } } });
    const file = 'catalog/application-claim/team-b/template-text.yaml';
    await stateStoreHas(portal, file, /group:default\/shopping/);
    await readGitAgain(portal);
    await user.waitForEntity(
      ['component', 'text', 'dev'],
      ({ spec }) => spec?.['owner'] === 'group:default/shopping',
    );
    await api.remove(path);
    await stateStoreHas(portal, file, 'removed');
    await readGitAgain(portal);
    await waitUntil({
      what: 'the catalog has no Component text',
      within: 30,
      probe: async () => (await user.find('component', 'text', 'dev')) === undefined || undefined,
    });
  });
});
