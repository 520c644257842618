import { Application, AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { describe, expect, it } from 'vitest';
import { renderPlatformProject, renderPlatformRoot } from './platform-root.ts';

const source = { repoURL: 'https://git.example.com/acme/state-store.git', branch: 'main' };

describe('renderPlatformProject()', () => {
  it('lets in the state store and three kinds into the namespace of Argo CD, and nothing else', () => {
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
      'ConfigMap',
    ]);
  });
});

describe('renderPlatformRoot()', () => {
  it('takes everything below root-apps, retries for ever, and has no finalizer', () => {
    const root = renderPlatformRoot(source);
    expect(root['metadata']).not.toHaveProperty('finalizers');
    expect(root).toMatchObject({
      metadata: { name: 'infraforge-root', namespace: 'argocd' },
      spec: {
        project: 'infraforge',
        source: {
          repoURL: source.repoURL,
          targetRevision: 'refs/heads/main',
          path: 'root-apps',
          directory: { recurse: true },
        },
        syncPolicy: { automated: { prune: true, selfHeal: true }, retry: { limit: -1, refresh: true } },
      },
    });
  });

  it("is an Application as Argo CD's types have it", () => {
    const root = structuredClone(renderPlatformRoot(source)) as never as {
      spec: { syncPolicy: { retry: { refresh?: boolean } } };
    };
    // the published types are of an Argo CD before retry.refresh
    delete root.spec.syncPolicy.retry.refresh;
    new Application(root as never).validate();
  });
});
