import { describe, expect, it } from 'vitest';
import {
  applicationWith,
  bootstrapWith,
  configured,
  databaseWith,
  requestOf,
} from '../support/configured.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const dots = ['.', '..', '../x', 'a/b', 'a\\b', '/etc', 'c:/x', 'a%2fb'];
const shapes = [
  '',
  'A',
  'a_b',
  'a.b',
  'a.',
  '-a',
  'a-',
  'a b',
  'a\n',
  'a\u0000',
  '\u001b[31mred',
  'аpp',
  'a\u200bb',
  'x'.repeat(254),
];

describe('attack A4: charts whose name or version is a path or an escape sequence', () => {
  it.each([...dots, ...shapes, 'a--b', '@scope'])('A4 refuses the chart name %j', async (name) => {
    const refusal = await refusalOfAsync(() => configured(applicationWith({ chart: { name } })));
    expect(refusal.reason).toBe('InvalidRequest');
    expect(pathsOf(refusal)).toContain('spec.applications[0].chart.name');
  });

  it.each([
    '1.0.0/../../x',
    '../1.0.0',
    '1.0.0\u001b[2J',
    '1.0.0\n',
    'latest',
    '^1.0.0',
    '1.x',
    'v1.0.0/..',
    '1.0.0@sha256:0',
    `1.0.0-${'x'.repeat(200)}`,
  ])('A4 refuses the chart version %j', async (version) => {
    const chart = { name: 'microservice', version };
    const refusal = await refusalOfAsync(() => configured(applicationWith({ chart })));
    expect(pathsOf(refusal)).toEqual(['spec.applications[0].chart.version']);
    const chartsRepository = { url: 'oci://registry.example.com/charts', version };
    const ofPlatform = await refusalOfAsync(() => configured(bootstrapWith({ chartsRepository })));
    expect(pathsOf(ofPlatform)).toEqual(['spec.chartsRepository.version']);
  });
});

describe('attack A19: names that escape their folder or collide with another name', () => {
  it.each([...dots, ...shapes, '1a', 'x'.repeat(54)])('A19 refuses the item name %j', async (name) => {
    expect(pathsOf(await refusalOfAsync(() => configured(applicationWith({ name }))))).toContain(
      'spec.applications[0].name',
    );
    expect(pathsOf(await refusalOfAsync(() => configured(databaseWith({ name }))))).toContain(
      'spec.services[0].name',
    );
  });

  it.each([...dots, ...shapes, 'default', 'argocd', 'kube-system', 'kratix-platform-system', 'x'.repeat(64)])(
    'A19 refuses the namespace and the environment %j',
    async (name) => {
      const inNamespace = await refusalOfAsync(() => configured(applicationWith({}, { namespace: name })));
      expect(inNamespace.reason).toBe('InvalidRequest');
      expect(pathsOf(inNamespace)).toContain('spec.namespace');
      const environments = await refusalOfAsync(() =>
        configured(bootstrapWith({ gitOps: { environments: [name] } })),
      );
      expect(pathsOf(environments)).toContain('spec.gitOps.environments[0]');
    },
  );

  it.each(['apps', 'platform', 'operators', 'root', 'infraforge', 'nonprod-apps', 'x-operators'])(
    'A19 refuses the environment %s, whose name roots and projects use',
    async (name) => {
      const refusal = await refusalOfAsync(() =>
        configured(bootstrapWith({ gitOps: { environments: [name] } })),
      );
      expect(pathsOf(refusal)).toEqual(['spec.gitOps.environments[0]']);
    },
  );

  it('A19 delivers the longest valid names', async () => {
    const [name, environment] = ['x'.repeat(53), 'e'.repeat(63)];
    const platform = bootstrapWith({ gitOps: { environments: [environment] } });
    const { files } = await configured(applicationWith({ name }, { environment }), { platform });
    const application = files.get(
      `environments/nonprod/${environment}/applications/${name}/application.yaml`,
    );
    expect(application).toContain(`name: ${name}-${environment}\n`);
    expect(application).toContain(`releaseName: ${name}\n`);
  });

  it('A19 refuses two requests whose names and environments give the same Application', async () => {
    const platform = bootstrapWith({ gitOps: { environments: ['dev', 'b-dev'] } });
    const first = applicationWith({ name: 'a-b' });
    const second = {
      ...applicationWith({ name: 'a' }, { environment: 'b-dev' }),
      metadata: { name: 'second', namespace: 'team-b' },
    };
    const refusal = await refusalOfAsync(() => configured(second, { platform, others: [first] }));
    expect(refusal).toMatchObject({ reason: 'NameTaken', problems: [{ path: 'spec.applications[0].name' }] });
  });

  it('A19 refuses an object with a name or namespace that no API server accepts', async () => {
    const metadata = { name: '../x', namespace: 'a/b' };
    const refusal = await refusalOfAsync(() =>
      configured(requestOf('ApplicationClaim', applicationWith().spec, { metadata })),
    );
    expect(pathsOf(refusal)).toEqual(['metadata.name', 'metadata.namespace']);
  });
});
