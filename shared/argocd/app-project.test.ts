import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appProject } from '../../test/support/argocd-schemas.ts';
import { platformWith } from '../../test/support/platform.ts';
import { projectPermits, projectPermitsKind } from '../../test/support/project-permits.ts';
import { operatorNamed } from '../../test/support/services.ts';
import { parseKind } from '../release/object-kinds.ts';
import { allowsDelivery, ownsNamespace } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import {
  renderEnvironmentProject,
  renderNamespacesProject,
  renderOperatorsProject,
  renderThirdPartyProject,
} from './app-project.ts';

const frontend = { name: 'web-frontend', kinds: ['apps/Deployment', 'gateway.networking.k8s.io/HTTPRoute'] };
const reserved = [
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'networking.k8s.io/NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'argoproj.io/Application',
  'platform.kratix.io/Work',
  'platform.infraforge.io/BootstrapClaim',
].map(parseKind);
const server = 'https://kubernetes.default.svc';
const permits = (platform: Platform, environment: string, namespace: string, at = server): boolean =>
  projectPermits(renderEnvironmentProject(platform, { environment, platforms: [], kinds: [] }), {
    server: at,
    name: 'any',
    namespace,
  });

describe('renderEnvironmentProject()', () => {
  it('allows only the chart registry, the state store and the namespaces of the environment', () => {
    const kinds = ['postgresql.cnpg.io/Cluster', 'Secret'];
    expect(renderEnvironmentProject(platformWith(), { environment: 'dev', platforms: [], kinds })).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name: 'infraforge-dev',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/managed-by': 'infraforge' },
      },
      spec: {
        description: 'Releases of environment dev',
        sourceRepos: [
          'oci://registry.example.com/charts/**',
          'http://git.example.com:3000/acme/state-store.git',
        ],
        destinations: [
          { server, namespace: 'dev' },
          { server, namespace: '*-dev' },
        ],
        clusterResourceWhitelist: [
          { group: '', kind: 'Namespace', name: 'dev' },
          { group: '', kind: 'Namespace', name: '*-dev' },
        ],
        namespaceResourceWhitelist: [
          { group: '', kind: 'ConfigMap' },
          { group: '', kind: 'PersistentVolumeClaim' },
          { group: '', kind: 'Pod' },
          { group: '', kind: 'Secret' },
          { group: '', kind: 'Service' },
          { group: '', kind: 'ServiceAccount' },
          { group: 'apps', kind: 'ControllerRevision' },
          { group: 'apps', kind: 'Deployment' },
          { group: 'apps', kind: 'ReplicaSet' },
          { group: 'apps', kind: 'StatefulSet' },
          { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
          { group: 'batch', kind: 'CronJob' },
          { group: 'batch', kind: 'Job' },
          { group: 'networking.k8s.io', kind: 'Ingress' },
          { group: 'policy', kind: 'PodDisruptionBudget' },
          { group: 'postgresql.cnpg.io', kind: 'Cluster' },
        ],
      },
    });
  });

  it('permits the kinds of the charts, and none that grants rights or lifts limits', () => {
    const project = renderEnvironmentProject(platformWith(), {
      environment: 'dev',
      platforms: [],
      kinds: ['a.io/A'],
    });
    expect(projectPermitsKind(project, { group: 'a.io', kind: 'A' })).toBe(true);
    expect(projectPermitsKind(project, { group: 'a.io', kind: 'AB' })).toBe(false);
    for (const kind of reserved) expect([kind, projectPermitsKind(project, kind)]).toEqual([kind, false]);
    expect(projectPermitsKind(project, { group: '', kind: 'Node', isNamespaced: false })).toBe(false);
  });

  it('permits the objects of its own namespaces only', () => {
    const platform = platformWith({
      gitOps: { environments: ['qa', 'eu-qa', 'dev'], namespaces: ['tools-*'] },
    });
    const permitted = (environment: string): string[] => {
      const project = renderEnvironmentProject(platform, { environment, platforms: [], kinds: [] });
      const names = [
        'qa',
        'team-qa',
        'eu-qa',
        'team-eu-qa',
        'tools-x',
        'tools-dev',
        'dev',
        'kube-system',
        'other',
      ];
      return names.filter((name) =>
        projectPermitsKind(project, { group: '', kind: 'Namespace', name, isNamespaced: false }),
      );
    };
    expect(permitted('qa')).toEqual(['qa', 'team-qa', 'tools-x']);
    expect(permitted('eu-qa')).toEqual(['eu-qa', 'team-eu-qa', 'tools-x']);
  });

  it('denies namespaces of an environment whose name ends in its name', () => {
    const platform = platformWith({ gitOps: { environments: ['qa', 'eu-qa'] } });
    expect(permits(platform, 'qa', 'team-qa')).toBe(true);
    expect(permits(platform, 'qa', 'eu-qa')).toBe(false);
    expect(permits(platform, 'qa', 'team-eu-qa')).toBe(false);
    expect(permits(platform, 'eu-qa', 'team-eu-qa')).toBe(true);
  });

  it('allows no other namespace or cluster through its deny rules', () => {
    const platform = platformWith({
      gitOps: { environments: ['qa', 'eu-qa', 'dev'], namespaces: ['tools-*'] },
    });
    expect(permits(platform, 'qa', 'tools-x')).toBe(true);
    for (const namespace of ['anything', 'kube-system', 'argocd', 'dev', 'eu-qa', 'tools-dev']) {
      expect([namespace, permits(platform, 'qa', namespace)]).toEqual([namespace, false]);
    }
    for (const namespace of ['qa', 'kube-system', 'dev', 'tools-x', 'anything']) {
      expect([namespace, permits(platform, 'qa', namespace, 'https://other.example.com')]).toEqual([
        namespace,
        false,
      ]);
    }
  });

  it('identifies a cluster by name if the platform does', () => {
    const platform = platformWith({
      destination: { name: 'production' },
      gitOps: { namespaces: ['tools-*'] },
    });
    const project = renderEnvironmentProject(platform, { environment: 'dev', platforms: [], kinds: [] });
    const at = { server: 'https://production.example.com', namespace: 'tools-x' };
    expect(projectPermits(project, { ...at, name: 'production' })).toBe(true);
    expect(projectPermits(project, { ...at, name: 'other' })).toBe(false);
    expect(projectPermits(project, { ...at, name: 'production', namespace: 'kube-system' })).toBe(false);
  });

  it('permits every namespace that the pipeline accepts for the environment', () => {
    const label = fc.stringMatching(/^[ab]{1,2}(-[ab]{1,2}){0,2}$/);
    const patterns = fc.array(fc.stringMatching(/^[ab*]{1,2}(-[ab*]{1,2})?$/), { maxLength: 2 });
    fc.assert(
      fc.property(
        fc.uniqueArray(label, { minLength: 1, maxLength: 4 }),
        patterns,
        label,
        (environments, namespaces, namespace) => {
          const platform = platformWith({ gitOps: { environments, namespaces } });
          return environments
            .filter((environment) => ownsNamespace(platform, { environment, namespace, platforms: [] }))
            .every((environment) => permits(platform, environment, namespace));
        },
      ),
    );
  });

  it('permits no namespace of another environment, unless its own name ends in that of the other', () => {
    const label = fc.stringMatching(/^[ab]{1,2}(-[ab]{1,2}){0,2}$/);
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 2, maxLength: 4 }), label, (environments, namespace) => {
        const platform = platformWith({ gitOps: { environments, namespaces: ['*'] } });
        const owner = environments.find((environment) =>
          ownsNamespace(platform, { environment, namespace, platforms: [] }),
        );
        const strangers = environments.filter((other) => other !== owner && !other.endsWith(`-${owner}`));
        const isOwned = owner !== undefined && (namespace === owner || namespace.endsWith(`-${owner}`));
        return !isOwned || strangers.every((other) => !permits(platform, other, namespace));
      }),
    );
  });

  it('permits no namespace of an environment of another platform with the same destination', () => {
    const prod = platformWith({
      gitOps: { clusterType: 'prod', environments: ['prod'], namespaces: ['team-*'] },
    });
    const platforms = [platformWith({ gitOps: { environments: ['dev', 'eu-prod'] } })];
    const project = renderEnvironmentProject(prod, { environment: 'prod', platforms, kinds: [] });
    for (const [namespace, isPermitted] of Object.entries({
      'team-x': true,
      prod: true,
      'team-x-dev': false,
      'team-eu-prod': false,
    })) {
      expect([namespace, projectPermits(project, { server, namespace })]).toEqual([namespace, isPermitted]);
    }
  });
});

describe('renderThirdPartyProject()', () => {
  const wiki = { name: 'wiki', kinds: ['Secret'] };
  const project = renderThirdPartyProject(platformWith({ gitOps: { environments: ['qa', 'eu-qa'] } }), {
    environment: 'qa',
    platforms: [],
    charts: [frontend, wiki],
  });

  it('allows only the charts, and the namespaces of the environment', () => {
    expect(project).toMatchObject({
      metadata: { name: 'infraforge-qa-charts' },
      spec: {
        sourceRepos: [
          'oci://registry.example.com/charts/web-frontend',
          'oci://registry.example.com/charts/wiki',
          'http://git.example.com:3000/acme/state-store.git',
        ],
      },
    });
    expect(projectPermits(project, { server, namespace: 'team-qa' })).toBe(true);
    expect(projectPermits(project, { server, namespace: 'team-eu-qa' })).toBe(false);
  });

  it('permits the kinds of these charts and the pods that they create, and no other', () => {
    for (const kind of [...frontend.kinds, ...wiki.kinds, 'Pod', 'apps/ReplicaSet']) {
      expect([kind, projectPermitsKind(project, parseKind(kind))]).toEqual([kind, true]);
    }
    for (const kind of [...reserved, parseKind('Service'), parseKind('postgresql.cnpg.io/Cluster')]) {
      expect([kind, projectPermitsKind(project, kind)]).toEqual([kind, false]);
    }
  });
});

describe('renderEnvironmentProject() for a tenant', () => {
  const label = fc.stringMatching(/^[ab]{1,2}(-(dev|qa|[ab])){0,2}$/);
  const pattern = fc.stringMatching(/^([ab*]|[ab]-\*|\*-dev|\*-a)$/);

  it('permits exactly the namespaces that the pipeline allows', () => {
    fc.assert(
      fc.property(
        fc.option(fc.array(pattern, { minLength: 1, maxLength: 3 }), { nil: undefined }),
        fc.array(pattern, { maxLength: 2 }),
        label,
        (namespaces, additional, namespace) => {
          const tenant = { name: 'pay', requestNamespaces: ['a', 'a-b'], namespaces };
          const platform = platformWith({ gitOps: { namespaces: additional }, tenants: [tenant] });
          const project = renderEnvironmentProject(platform, {
            environment: 'dev',
            tenant,
            platforms: [],
            kinds: [],
          });
          const isAllowed = allowsDelivery([platform], {
            environment: 'dev',
            namespace,
            requestNamespace: 'a',
          });
          expect(projectPermits(project, { server, namespace })).toBe(isAllowed);
        },
      ),
    );
  });

  it('lets the groups of the tenant see and sync its Applications', () => {
    const tenant = { name: 'pay', requestNamespaces: ['team-pay'], groups: ['payments', 'sre'] };
    const project = renderEnvironmentProject(platformWith(), {
      environment: 'dev',
      tenant,
      platforms: [],
      kinds: [],
    });
    expect(appProject.parse(project).spec).toMatchObject({
      roles: [
        {
          name: 'tenant',
          groups: ['payments', 'sre'],
          policies: [
            'p, proj:infraforge-pay-dev:tenant, applications, get, infraforge-pay-dev/*, allow',
            'p, proj:infraforge-pay-dev:tenant, applications, sync, infraforge-pay-dev/*, allow',
            'p, proj:infraforge-pay-dev:tenant, logs, get, infraforge-pay-dev/*, allow',
          ],
        },
      ],
    });
    new AppProject(project as never).validate();
  });
});

describe('renderNamespacesProject()', () => {
  const kinds = ['ResourceQuota', 'LimitRange', 'networking.k8s.io/NetworkPolicy'];
  const project = renderNamespacesProject(platformWith(), {
    chart: 'namespace',
    kinds,
    namespaces: ['dev', 'pay-dev'],
  });

  it('allows only the chart, its kinds and exactly its namespaces', () => {
    expect(appProject.parse(project)).toEqual(project);
    new AppProject(project as never).validate();
    expect(project).toMatchObject({
      metadata: { name: 'infraforge-nonprod.namespaces' },
      spec: { sourceRepos: ['oci://registry.example.com/charts/namespace'] },
    });
    const namespaces = ['dev', 'pay-dev', 'qa', 'pay-dev-x', 'kube-system'];
    expect(namespaces.filter((namespace) => projectPermits(project, { server, namespace }))).toEqual([
      'dev',
      'pay-dev',
    ]);
    for (const kind of kinds)
      expect([kind, projectPermitsKind(project, parseKind(kind))]).toEqual([kind, true]);
    for (const kind of ['Secret', 'apps/Deployment', 'rbac.authorization.k8s.io/Role']) {
      expect([kind, projectPermitsKind(project, parseKind(kind))]).toEqual([kind, false]);
    }
  });
});

describe('renderOperatorsProject()', () => {
  const operator = {
    ...operatorNamed('cloudnative-pg'),
    namespace: 'cnpg-system',
  };

  it('allows only the sources and namespaces of the operators, without duplicates', () => {
    const project = renderOperatorsProject(platformWith(), [operator, { ...operator, name: 'other' }]);
    expect(project).toMatchObject({
      metadata: { name: 'infraforge-nonprod-operators' },
      spec: {
        sourceRepos: ['https://charts.example.com'],
        destinations: [{ server, namespace: 'cnpg-system' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    });
  });

  it('allows nothing without operators', () => {
    const project = renderOperatorsProject(platformWith({ operators: [] }), []);
    expect(project).toMatchObject({ spec: { sourceRepos: [], destinations: [] } });
    expect(projectPermits(project, { server, namespace: 'cnpg-system' })).toBe(false);
  });

  it("renders projects that match Argo CD's types and the strict schema", () => {
    const platform = platformWith({ gitOps: { environments: ['qa', 'eu-qa'], namespaces: ['tools-*'] } });
    for (const project of [
      renderEnvironmentProject(platform, { environment: 'qa', platforms: [], kinds: ['apps/Deployment'] }),
      renderThirdPartyProject(platform, { environment: 'qa', platforms: [], charts: [frontend] }),
      renderOperatorsProject(platform, [operator]),
    ]) {
      expect(appProject.parse(project)).toEqual(project);
      new AppProject(project as never).validate();
    }
  });
});
