import { Application, AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { describe, expect, it } from 'vitest';
import { renderPlatformProject, renderPlatformRoot } from './platform-root.ts';

const source = { repoURL: 'https://git.example.com/acme/state-store.git', branch: 'main' };

describe('renderPlatformProject()', () => {
  it('allows only the state store and four kinds in the namespace of Argo CD', () => {
    const project = renderPlatformProject(source);
    new AppProject(project as never).validate();
    expect(project).toMatchObject({
      metadata: { name: 'infraforge', namespace: 'argocd' },
      spec: {
        sourceRepos: [source.repoURL],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
      },
    });
    const { namespaceResourceWhitelist } = project['spec'] as {
      namespaceResourceWhitelist: { kind: string }[];
    };
    expect(namespaceResourceWhitelist.map(({ kind }) => kind)).toEqual([
      'Application',
      'AppProject',
      'ApplicationSet',
      'ConfigMap',
    ]);
  });
});

describe('renderPlatformRoot()', () => {
  it('watches root-apps and appsets, orphans what it prunes, retries without limit and has no finalizer', () => {
    const root = renderPlatformRoot(source);
    expect(root['metadata']).not.toHaveProperty('finalizers');
    expect(root).toMatchObject({
      metadata: { name: 'infraforge-root', namespace: 'argocd' },
      spec: {
        project: 'infraforge',
        source: {
          repoURL: source.repoURL,
          targetRevision: 'refs/heads/main',
          path: '.',
          directory: { recurse: true, include: '{root-apps/*,appsets/*}' },
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['PrunePropagationPolicy=orphan', 'ApplyOutOfSyncOnly=true', 'Validate=false'],
          retry: { limit: -1, refresh: true },
        },
      },
    });
  });

  it("matches Argo CD's types", () => {
    const root = structuredClone(renderPlatformRoot(source)) as never as {
      spec: { syncPolicy: { retry: { refresh?: boolean } } };
    };
    // The published types are older than retry.refresh.
    delete root.spec.syncPolicy.retry.refresh;
    new Application(root as never).validate();
  });
});
