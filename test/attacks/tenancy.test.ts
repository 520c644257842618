import { describe, expect, it } from 'vitest';
import { operators } from '../../promises/operators.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { appProject, releaseApplication } from '../support/argocd-schemas.ts';
import { applicationWith, bootstrapWith, configured, databaseWith } from '../support/configured.ts';
import { projectPermits } from '../support/project-permits.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const server = 'https://kubernetes.default.svc';
const file = 'environments/nonprod/dev/applications/web/application.yaml';
const read = (text = ''): Values => parseChartYaml(text, 'file') as Values;

/** Fields that would set the project, the destination, the sources or the values files of an Application. */
const reservedFields = {
  project: 'default',
  destination: { server: 'https://attacker.example.com', namespace: 'kube-system' },
  repoURL: 'oci://attacker.example.com',
  sources: [],
  finalizers: [],
  valueFiles: [
    '../../../prod/platform/db/values.yaml',
    '/etc/passwd',
    'https://attacker.example.com/values.yaml',
  ],
};

describe('attack A20: an Application of another tenant', () => {
  it('A20 derives project, destination and sources from the platform, with the finalizer', async () => {
    const application = releaseApplication.parse(read((await configured(applicationWith())).files.get(file)));
    expect(application.spec).toMatchObject({
      project: 'infraforge-dev',
      destination: { server, namespace: 'dev' },
      source: { repoURL: 'oci://registry.example.com/charts/microservice' },
    });
    expect(application.metadata.finalizers).toHaveLength(1);
  });

  it.each(Object.entries(reservedFields))('A20 refuses the field %s at every level', async (field, value) => {
    const paths = [
      await refusalOfAsync(() => configured(applicationWith({ [field]: value }))),
      await refusalOfAsync(() => configured(applicationWith({}, { [field]: value }))),
    ].map((refusal) => pathsOf(refusal)[0]);
    expect(paths).toEqual([`spec.applications[0].${field}`, `spec.${field}`]);
  });

  it('A20 refuses a namespace of another environment, and one that no environment owns', async () => {
    for (const namespace of ['qa', 'team-qa', 'somewhere']) {
      const refusal = await refusalOfAsync(() => configured(applicationWith({}, { namespace })));
      expect(refusal).toMatchObject({ reason: 'NotAllowed', problems: [{ path: 'spec.namespace' }] });
    }
  });

  it('A20 refuses a request from a namespace that may not use the environment', async () => {
    const platform = bootstrapWith({ tenants: [{ name: 'other', requestNamespaces: ['other'] }] });
    const refusal = await refusalOfAsync(() => configured(applicationWith(), { platform }));
    expect(refusal).toMatchObject({ reason: 'NotAllowed', problems: [{ path: 'metadata.namespace' }] });
  });

  it('A20 refuses another Git host or organization than that of the platform', async () => {
    const spec = { giteaURL: 'http://attacker.example.com', organization: 'attacker' };
    const refusal = await refusalOfAsync(() => configured(applicationWith({}, spec)));
    expect(refusal.reason).toBe('PlatformMismatch');
    expect(pathsOf(refusal)).toEqual(['spec.giteaURL', 'spec.organization']);
  });

  it('A20 limits the project of each environment to its own namespaces', async () => {
    const { files } = await configured(bootstrapWith({ gitOps: { environments: ['qa', 'eu-qa'] } }));
    const documents = (files.get('root-apps/nonprod/nonprod-projects.yaml') ?? '').split(/^---\n/m).slice(1);
    const [qa, qaNamespaces, euQa, euQaNamespaces] = documents.map(read);
    const permitted = (project: Values | undefined) =>
      ['qa', 'team-qa', 'eu-qa', 'team-eu-qa', 'default', 'argocd', 'kube-system', 'dev', 'other'].filter(
        (namespace) => projectPermits(project ?? {}, { server, namespace }),
      );
    for (const project of [qa, qaNamespaces]) expect(permitted(project)).toEqual(['qa', 'team-qa']);
    for (const project of [euQa, euQaNamespaces]) expect(permitted(project)).toEqual(['eu-qa', 'team-eu-qa']);
  });
});

describe('attack A21: paths in a request', () => {
  it('A21 refuses paths, URLs and traversal as a chart, a name or a namespace', async () => {
    const texts = [
      '../../other/values.yaml',
      '/etc/passwd',
      'file:///etc/passwd',
      'https://attacker.example.com/x',
      'oci://x/y',
    ];
    for (const text of texts) {
      const object = applicationWith(
        { name: text, chart: { name: text }, serviceName: text },
        { namespace: text },
      );
      const refusal = await refusalOfAsync(() => configured(object));
      expect(pathsOf(refusal).toSorted()).toEqual([
        'spec.applications[0].chart.name',
        'spec.applications[0].name',
        'spec.applications[0].serviceName',
        'spec.namespace',
      ]);
    }
  });

  it('A21 keeps such strings in values, and no path of the output changes', async () => {
    const value = '../../other-tenant/values.yaml';
    const [plain, hostile] = await Promise.all(
      [{}, { env: [{ name: 'FILE', value }] }].map(
        async (fields) => (await configured(applicationWith(fields))).files,
      ),
    );
    expect([...(hostile?.keys() ?? [])]).toEqual([...(plain?.keys() ?? [])]);
    const [before, after] = [plain, hostile].map((files) => {
      const { spec, ...application } = releaseApplication.parse(read(files?.get(file)));
      const { helm, ...source } = spec.source;
      return { application: { ...application, spec: { ...spec, source } }, values: read(helm.values) };
    });
    expect(after?.application).toEqual(before?.application);
    expect(after?.values).toEqual({ ...before?.values, env: [{ name: 'FILE', value }] });
  });

  it.each([
    'http://u:p@git.example.com',
    'file:///srv/git',
    'http://git.example.com/../x?y#z',
    'git@git.example.com:x',
    'ssh://u:p@git.example.com',
  ])('A21 refuses the Git host %s', async (giteaURL) => {
    expect(pathsOf(await refusalOfAsync(() => configured(bootstrapWith({ giteaURL }))))).toContain(
      'spec.giteaURL',
    );
  });

  it.each(['..', 'a/../b', '/a', 'a b', '-x', 'a/', 'x\n'])(
    'A21 refuses %j as organization, repository and branch',
    async (text) => {
      const object = bootstrapWith({
        organization: text,
        repositories: { stateStore: text },
        gitOps: { branch: text },
      });
      expect(pathsOf(await refusalOfAsync(() => configured(object)))).toEqual([
        'spec.organization',
        'spec.repositories.stateStore',
        'spec.gitOps.branch',
      ]);
    },
  );
});

describe('attack A30: labels and annotations that crash a controller', () => {
  it('A30 copies neither labels nor annotations of the request', async () => {
    const metadata = {
      name: 'shop',
      namespace: 'team-a',
      labels: { 'attacker.example.com/label': 'canary' },
      annotations: { 'argocd.argoproj.io/sync-options': 'canary', 'argocd.argoproj.io/hook': 'canary' },
    };
    const { files } = await configured({ ...applicationWith(), metadata });
    expect([...files.values()].join('\n')).not.toMatch(/canary|attacker/);
  });

  it('A30 derives valid labels from any owner, and keeps the owner as an annotation', async () => {
    const team = 'E-Commerce / "Team" {{ x }}: ürün '.padEnd(100, 'x');
    const { files } = await configured(applicationWith({}, { owner: { team } }));
    const { metadata } = releaseApplication.parse(read(files.get(file)));
    expect(metadata.labels?.['infraforge.io/team']).toMatch(/^[A-Za-z0-9][-A-Za-z0-9_.]{0,61}[A-Za-z0-9]$/);
    expect(metadata.annotations?.['infraforge.io/team']).toBe(team);
  });

  it('A30 refuses annotations of Argo CD and control characters on an ingress', async () => {
    const paths = async (annotations: object) =>
      pathsOf(
        await refusalOfAsync(() =>
          configured(applicationWith({ ingress: { host: 'a.example.com', annotations } })),
        ),
      );
    const path = 'spec.applications[0].ingress.annotations';
    expect(await paths({ 'argocd.argoproj.io/hook': 'PreSync' })).toEqual([path]);
    expect((await paths({ a: 'b\u0000' }))[0]).toBe(`${path}.a`);
  });

  it('A30 refuses the mark with which Argo CD would prune the objects of a file', async () => {
    const mark = '+argocd:skip-file-rendering';
    const objects = [
      applicationWith({ env: [{ name: 'A', value: `x ${mark}` }] }),
      applicationWith({}, { owner: { team: mark } }),
      bootstrapWith({ values: { microservice: { podLabels: { a: mark } } } }),
    ];
    for (const object of objects) {
      expect(pathsOf(await refusalOfAsync(() => configured(object)))).toContain('spec');
    }
  });
});

describe('attack A32: repository credentials through a project', () => {
  it('A32 lists exact repositories, no roles, no tokens, and no credentials anywhere', async () => {
    const { files } = await configured(bootstrapWith());
    const documents = (files.get('root-apps/nonprod/nonprod-projects.yaml') ?? '').split(/^---\n/m).slice(1);
    const projects = documents.map((text) => appProject.parse(read(text)));
    const stateStore = 'http://git.example.com:3000/acme/state-store.git';
    const ofEnvironment = [
      ['oci://registry.example.com/charts/**', stateStore],
      ['oci://registry.example.com/charts/namespace', stateStore],
    ];
    expect(projects.map(({ spec }) => spec.sourceRepos)).toEqual([
      ...ofEnvironment,
      ...ofEnvironment,
      [...new Set(operators.map(({ source }) => source.repoURL))],
    ]);
    const services = await configured(databaseWith());
    expect([...files.values(), ...services.files.values()].join('\n')).not.toMatch(
      /:\/\/[^\s/]*@|password:|^kind: Secret/m,
    );
  });
});
