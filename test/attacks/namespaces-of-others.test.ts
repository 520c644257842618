import { describe, expect, it } from 'vitest';
import type { Values } from '../../shared/helm/chart.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { parseChartYaml } from '../../shared/yaml.ts';
import { bootstrapWith, configured, requestOf } from '../support/configured.ts';
import { projectPermits, projectPermitsKind } from '../support/project-permits.ts';
import { pathsOf, refusalOfAsync } from '../support/refusal.ts';

const platform = bootstrapWith({
  tenants: [
    { name: 'payments', requestNamespaces: ['team-pay'], namespaces: ['pay-*'] },
    { name: 'web', requestNamespaces: ['team-web'], quota: { applications: 1, services: 0 } },
  ],
});

const claimOf = (from: string, ...namespaces: readonly object[]): KubernetesObject =>
  requestOf(
    'InfrastructureClaim',
    { environment: 'dev', namespaces },
    { metadata: { name: 'claim', namespace: from, uid: `uid-${from}` } },
  );
const refuse = (object: KubernetesObject, others: readonly KubernetesObject[] = []) =>
  refusalOfAsync(() => configured(object, { platform, others }));

describe('an InfrastructureClaim of another tenant', () => {
  it.each([
    ['a namespace of a tenant', 'pay-dev', 'does not belong to tenant "web"'],
    ['the namespace of an environment', 'dev', 'does not belong to tenant "web"'],
    ['the requests of a tenant', 'team-pay', 'does not belong to environment "dev"'],
    ['its own requests', 'team-web', 'does not belong to environment "dev"'],
    ['another environment', 'team-web-qa', 'does not belong to environment "dev"'],
  ])('gets no role in %s', async (_, name, message) => {
    const roles = [{ role: 'admin', users: ['mallory@example.com'] }];
    expect(await refuse(claimOf('team-web', { name: 'team-web-dev' }, { name, roles }))).toEqual({
      reason: 'NotAllowed',
      problems: [{ path: 'spec.namespaces[1].name', message: expect.stringContaining(message) }],
    });
  });

  it.each(['kube-system', 'argocd', 'infraforge-platform', 'kratix-platform-system', 'default'])(
    'gets no role in %s',
    async (name) => {
      expect(pathsOf(await refuse(claimOf('team-web', { name })))).toContain('spec.namespaces[0].name');
    },
  );

  it('claims no name in a namespace that it may not use', async () => {
    const squatter = claimOf('team-web', { name: 'pay-dev' });
    const others = [
      { ...squatter, metadata: { ...squatter.metadata, creationTimestamp: '2020-01-01T00:00:00Z' } },
    ];
    await configured(claimOf('team-pay', { name: 'pay-dev' }), { platform, others });
  });

  it('changes no limit of others with a forged status', async () => {
    const { status } = await configured(claimOf('team-pay', { name: 'pay-dev', quota: { pods: 1 } }), {
      platform,
    });
    const forged = { ...claimOf('team-web', { name: 'team-web-dev' }), status };
    const image = { repository: 'registry.example.com/web', tag: '1' };
    const applications = [{ name: 'api', image, replicas: 5 }];
    const victim = requestOf(
      'ApplicationClaim',
      { environment: 'dev', namespace: 'pay-dev', applications },
      { metadata: { name: 'shop', namespace: 'team-pay' } },
    );
    await configured(victim, { platform, others: [forged] });
  });

  it('needs no quota of applications and services, and leaves that of its tenant', async () => {
    const claim = claimOf('team-web', { name: 'team-web-dev' });
    const { status } = await configured(claim, { platform });
    const image = { repository: 'registry.example.com/web', tag: '1' };
    const application = requestOf(
      'ApplicationClaim',
      { environment: 'dev', applications: [{ name: 'api', image }] },
      { metadata: { name: 'shop', namespace: 'team-web' } },
    );
    await configured(application, { platform, others: [{ ...claim, status }] });
    await configured(application, { platform, others: [claim] });
  });
});

describe('roles of an InfrastructureClaim', () => {
  const rolesOf = (...roles: readonly object[]) => claimOf('team-web', { name: 'team-web-dev', roles });
  it.each([
    ['masters', { role: 'admin', groups: ['system:masters'] }],
    ['everybody', { role: 'viewer', groups: ['system:authenticated'] }],
    ['everybody without an account', { role: 'viewer', groups: ['system:unauthenticated'] }],
    ['every service account', { role: 'admin', groups: ['system:serviceaccounts'] }],
    ['a service account', { role: 'admin', users: ['system:serviceaccount:team-pay:default'] }],
    ['a node', { role: 'viewer', users: ['system:node:worker'] }],
    ['another ClusterRole', { role: 'cluster-admin', users: ['mallory'] }],
    ['a ClusterRole beside the role', { role: 'viewer', clusterRole: 'cluster-admin', users: ['mallory'] }],
    ['line breaks', { role: 'viewer', users: ['mallory\nroleRef: {name: cluster-admin}'] }],
  ])('refuse %s', async (_, role) => {
    expect((await refuse(rolesOf(role))).reason).toBe('InvalidRequest');
  });

  it.each(['namespace', 'values', 'chart', 'labels', 'serviceAccount'])(
    'cannot be set in another way: %s',
    async (field) => {
      const claim = claimOf('team-web', { name: 'team-web-dev', [field]: {} });
      expect(pathsOf(await refuse(claim))).toEqual([`spec.namespaces[0].${field}`]);
    },
  );

  it('pass template text as inert data', async () => {
    const { files } = await configured(rolesOf({ role: 'viewer', users: ['{{ .Release.Name }}'] }), {
      platform,
    });
    const values = [...files].find(([path]) => path.endsWith('/values.yaml'))![1];
    expect(values).toContain('{{ .Release.Name }}');
  });
});

describe('Pod Security of an InfrastructureClaim', () => {
  it.each([
    ['privileged', 'baseline', true],
    ['privileged', 'privileged', false],
    ['baseline', 'restricted', true],
    ['baseline', 'baseline', false],
    ['restricted', 'privileged', false],
  ])('%s on a platform with %s is refused: %s', async (podSecurity, ofPlatform, isRefused) => {
    const claim = claimOf('team-a', { name: 'shop-dev', podSecurity });
    const run = () => configured(claim, { platform: bootstrapWith({ podSecurity: ofPlatform }) });
    if (!isRefused) return expect((await run()).status['failure']).toBeNull();
    const { reason, problems } = await refusalOfAsync(run);
    expect([reason, problems[0]?.path]).toEqual(['NotAllowed', 'spec.namespaces[0].podSecurity']);
  });
});

describe('AppProjects of InfrastructureClaims', () => {
  it('permit the roles and limits only in the namespaces of their tenant', async () => {
    const { files } = await configured(platform);
    const projects = files
      .get('root-apps/nonprod/nonprod-projects.yaml')!
      .split(/^---\n/m)
      .slice(1)
      .map((text) => parseChartYaml(text, 'application.yaml') as Values);
    const nameOf = (project: Values): string => (project['metadata'] as { name: string }).name;
    const binding = { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' };
    const clusterBinding = {
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRoleBinding',
      isNamespaced: false,
    };
    const permitting = projects.filter((project) => projectPermitsKind(project, binding));
    expect(permitting.map(nameOf)).toEqual([
      'infraforge-payments-dev.infrastructure',
      'infraforge-web-dev.infrastructure',
      'infraforge-payments-qa.infrastructure',
      'infraforge-web-qa.infrastructure',
      'infraforge-nonprod-operators',
    ]);
    const web = projects.find((project) => nameOf(project) === 'infraforge-web-dev.infrastructure')!;
    const server = 'https://kubernetes.default.svc';
    const places = ['team-web-dev', 'pay-dev', 'dev', 'kube-system', 'argocd', 'team-web-qa'];
    expect(places.filter((namespace) => projectPermits(web, { server, namespace }))).toEqual([
      'team-web-dev',
    ]);
    expect(
      places.filter((name) =>
        projectPermitsKind(web, { group: '', kind: 'Namespace', name, isNamespaced: false }),
      ),
    ).toEqual(['team-web-dev']);
    expect(projectPermitsKind(web, clusterBinding)).toBe(false);
    for (const kind of ['Pod', 'Secret', 'ConfigMap', 'Service'])
      expect(projectPermitsKind(web, { group: '', kind })).toBe(false);
    expect((web['spec'] as { sourceRepos: string[] }).sourceRepos).toEqual([
      'oci://registry.example.com/charts/namespace',
      'http://git.example.com:3000/acme/state-store.git',
    ]);
  });
});
