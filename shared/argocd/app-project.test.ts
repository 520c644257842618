import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appProject } from '../../test/support/argocd-schemas.ts';
import { platformWith } from '../../test/support/platform.ts';
import { projectPermits } from '../../test/support/project-permits.ts';
import { ownsNamespace } from '../release/placement.ts';
import type { Platform } from '../release/platform.ts';
import { renderEnvironmentProject, renderOperatorsProject } from './app-project.ts';

const server = 'https://kubernetes.default.svc';
const permits = (platform: Platform, environment: string, namespace: string, at = server): boolean =>
  projectPermits(renderEnvironmentProject(platform, { environment: environment, platforms: [] }), {
    server: at,
    name: 'any',
    namespace,
  });

describe('renderEnvironmentProject()', () => {
  it('allows only the chart registry, the state store and the namespaces of the environment', () => {
    expect(renderEnvironmentProject(platformWith(), { environment: 'dev', platforms: [] })).toEqual({
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
        clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      },
    });
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
    const project = renderEnvironmentProject(platform, { environment: 'dev', platforms: [] });
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

  it('permits no namespace of another environment, unless its name ends in the name of that one', () => {
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
    const project = renderEnvironmentProject(prod, { environment: 'prod', platforms });
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

describe('renderOperatorsProject()', () => {
  const operator = {
    name: 'cloudnative-pg',
    repoURL: 'https://charts.example.com',
    chart: 'cloudnative-pg',
    version: '1.0.0',
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
      renderEnvironmentProject(platform, { environment: 'qa', platforms: [] }),
      renderOperatorsProject(platform, [operator]),
    ]) {
      expect(appProject.parse(project)).toEqual(project);
      new AppProject(project as never).validate();
    }
  });
});
