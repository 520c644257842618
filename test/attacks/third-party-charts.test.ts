import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ChartReference, Values } from '../../shared/helm/chart.ts';
import { applicationWith, bootstrapWith, configured, databaseWith } from '../support/configured.ts';
import { projectPermitsKind } from '../support/project-permits.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const url = 'oci://registry.example.com/charts';
const platform = bootstrapWith({
  chartsRepository: { url, allowed: [{ name: 'wiki', versions: ['1.0.0'] }] },
});

/** Returns a registry that has every chart, without a schema, and what was read from it. */
function openRegistry() {
  const asked: string[] = [];
  const charts = {
    async resolveChart({ name, version = '1.0.0' }: ChartReference) {
      asked.push(name);
      const values = {
        securityContext: { runAsNonRoot: true },
        volumePermissions: { enabled: false, containerSecurityContext: { runAsUser: 0 } },
      };
      return { name, version, digest: `sha256:${'0'.repeat(64)}`, values };
    },
  };
  return { asked, charts };
}

const chart = { name: 'wiki', version: '1.0.0' };
const wiki = (values: object) => applicationWith({ image: undefined, chart, values });

describe('attack A34: a chart of the registry that the platform team did not choose', () => {
  it.each([
    [
      'an application',
      applicationWith({ chart: { name: 'evil', version: '1.0.0' } }),
      'spec.applications[0]',
    ],
    ['a service', databaseWith({ chart: { name: 'evil', version: '1.0.0' } }), 'spec.services[0]'],
  ])('A34 is never read for %s', async (_, object, path) => {
    const { asked, charts } = openRegistry();
    const refusal = await refusalOfAsync(() => configured(object, { charts, platform }));
    expect([refusal.reason, pathsOf(refusal), asked]).toEqual(['NotAllowed', [`${path}.chart.name`], []]);
  });

  it('A34 is refused in another version', async () => {
    const object = applicationWith({ chart: { name: 'wiki', version: '6.6.6' } });
    const refusal = await refusalOfAsync(() => configured(object, { ...openRegistry(), platform }));
    expect(pathsOf(refusal)).toEqual(['spec.applications[0].chart.version']);
  });

  it.each<[string, object]>([
    ['hostPath', { hostPath: '/' }],
    ['rbac', { rbac: { create: true } }],
    ['securityContext', { securityContext: null }],
    ['volumePermissions.enabled', { volumePermissions: { enabled: true } }],
    ['extra[0]', { extra: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }] }],
  ])('A34 gets no value that reaches beyond its pods: %s', async (path, values) => {
    const refusal = await refusalOfAsync(() => configured(wiki(values), { ...openRegistry(), platform }));
    expect(pathsOf(refusal)).toEqual([`spec.applications[0].values.${path}`]);
  });

  it('A34 can render no role, and no database of an operator as the charts of this project can', async () => {
    const { files } = await configured(platform);
    const projects = parseAllDocuments(files.get('root-apps/nonprod/nonprod-projects.yaml')!).map(
      (document) => document.toJS() as Values & { metadata: { name: string } },
    );
    const permits = (group: string, kind: string): boolean[] =>
      ['infraforge-dev', 'infraforge-dev-charts'].map((project) =>
        projectPermitsKind(projects.find(({ metadata }) => metadata.name === project)!, { group, kind }),
      );
    expect(permits('rbac.authorization.k8s.io', 'RoleBinding')).toEqual([false, false]);
    expect(permits('psmdb.percona.com', 'PerconaServerMongoDB')).toEqual([true, false]);
    const delivered = await configured(wiki({}), { ...openRegistry(), platform });
    const [application] = [...delivered.files].filter(([path]) => path.endsWith('application.yaml'));
    expect(parse(application![1])).toMatchObject({ spec: { project: 'infraforge-dev-charts' } });
  });

  it('A34 is used only by the tenants that the platform team gives it to', async () => {
    const tenants = [
      { name: 'payments', requestNamespaces: ['team-a'], charts: ['wiki'] },
      { name: 'web', requestNamespaces: ['team-b'] },
    ];
    const shared = bootstrapWith({ chartsRepository: { url, allowed: [{ name: 'wiki' }] }, tenants });
    const { files } = await configured(shared);
    const names = files.get('root-apps/nonprod/nonprod-projects.yaml')!.match(/infraforge-.*-charts/g);
    expect(names).toEqual(['infraforge-payments-dev-charts', 'infraforge-payments-qa-charts']);
    const edges = { ...openRegistry(), platform: shared };
    const service = databaseWith({ chart: { name: 'wiki', version: '1.0.0' } });
    for (const object of [wiki({}), service]) {
      await expect(configured(object, edges)).resolves.toHaveProperty('files');
      const other = { ...object, metadata: { name: 'shop', namespace: 'team-b' } };
      const refusal = await refusalOfAsync(() => configured(other, edges));
      expect(refusal.reason).toBe('NotAllowed');
      expect(refusal.problems).toMatchObject([{ message: expect.stringContaining('Tenant "web" may not') }]);
    }
  });
});
