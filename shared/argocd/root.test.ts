import { describe, expect, it } from 'vitest';
import { operators } from '../../promises/operators.ts';
import { operatorApplication, rootApplication } from '../../test/support/argocd-schemas.ts';
import { platformWith } from '../../test/support/platform.ts';
import { operatorNamed } from '../../test/support/services.ts';
import { renderOperator, renderRoot, renderSentinel } from './root.ts';

const elsewhere = platformWith({ destination: { name: 'production' } });

describe('renderRoot()', () => {
  it('watches its category and its sentinel, targets the cluster of Argo CD and has no finalizer', () => {
    expect(renderRoot(elsewhere, { root: 'apps' })).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'nonprod-apps',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/managed-by': 'infraforge', 'infraforge.io/cluster-type': 'nonprod' },
      },
      spec: {
        project: 'infraforge',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
        source: {
          repoURL: 'http://git.example.com:3000/acme/state-store.git',
          targetRevision: 'refs/heads/main',
          path: 'environments/nonprod',
          directory: { recurse: true, include: '{*/applications/*/application.yaml,_apps-root.yaml}' },
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['PrunePropagationPolicy=background', 'ApplyOutOfSyncOnly=true', 'Validate=false'],
          retry: { limit: -1, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
        },
      },
    });
  });

  it.each(['apps', 'platform', 'operators'] as const)(
    'renders the root %s so that it matches the strict schema',
    (root) => {
      const application = renderRoot(elsewhere, { root });
      expect(rootApplication.parse(application)).toEqual(application);
    },
  );
});

describe('renderSentinel()', () => {
  it('renders a different name for each root', () => {
    const names = (['apps', 'platform', 'operators'] as const).map(
      (root) => (renderSentinel(platformWith(), root)['metadata'] as { name: string }).name,
    );
    expect(names).toEqual(['nonprod-apps-root', 'nonprod-platform-root', 'nonprod-operators-root']);
  });
});

describe('renderOperator()', () => {
  it('renders a pinned chart for the destination of the platform, in the project of the operators', () => {
    const source = {
      repoURL: 'https://charts.example.com',
      chart: 'cloudnative-pg',
      version: '0.29.0',
      images: {},
    };
    const operator = { name: 'cloudnative-pg', version: '1.30.0', namespace: 'cnpg-system', source };
    const application = renderOperator(elsewhere, operator);
    expect(operatorApplication.parse(application)).toEqual(application);
    expect(application).toMatchObject({
      metadata: { name: 'cloudnative-pg-nonprod-operators' },
      spec: {
        project: 'infraforge-nonprod-operators',
        destination: { name: 'production', namespace: 'cnpg-system' },
      },
    });
  });

  it('takes the images from the mirror of the platform', () => {
    const platform = platformWith({ imageMirror: 'registry.example.com/mirror' });
    expect(renderOperator(platform, operatorNamed('one'))).toMatchObject({
      spec: {
        source: {
          helm: {
            parameters: [
              {
                name: 'image.repository',
                value: 'registry.example.com/mirror/ghcr.io/example/one',
                forceString: true,
              },
            ],
          },
        },
      },
    });
    const images = [{ name: 'operator', image: 'ghcr.io/example/two:1.0.0' }];
    const source = { repoURL: 'https://git.example.com/x.git', path: 'config', revision: 'v1.0.0', images };
    expect(renderOperator(platform, { ...operatorNamed('two'), source })).toMatchObject({
      spec: {
        source: {
          kustomize: { images: ['operator=registry.example.com/mirror/ghcr.io/example/two:1.0.0'] },
        },
      },
    });
  });

  it.each([...operators])('renders $name so that it matches the strict schema', (operator) => {
    for (const platform of [elsewhere, { ...elsewhere, imageMirror: 'registry.example.com/mirror' }]) {
      const application = renderOperator(platform, operator);
      expect(operatorApplication.parse(application)).toEqual(application);
    }
  });
});
