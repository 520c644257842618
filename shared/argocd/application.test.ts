import { Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { describe, expect, it } from 'vitest';
import {
  fileApplication,
  namespaceApplication,
  releaseApplication,
} from '../../test/support/argocd-schemas.ts';
import { platformWith, releaseWith } from '../../test/support/platform.ts';
import type { Values } from '../helm/chart.ts';
import type { Platform } from '../release/platform.ts';
import type { Release } from '../release/release.ts';
import { renderApplication, renderNamespaceApplication } from './application.ts';

const chart = { name: 'microservice', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` };
const request = { kind: 'ApplicationClaim', namespace: 'team-a', name: 'shop' };
const given = { chart, isThirdParty: false, platform: platformWith(), request, values: {} };
const render = (release: Partial<Release> = {}, platform: Platform = platformWith(), values: Values = {}) =>
  renderApplication(releaseWith(release), { ...given, platform, values });
const inFile = platformWith({ gitOps: { values: 'file' } });

describe('renderApplication()', () => {
  it('renders a third-party chart in a project of its own', () => {
    expect(renderApplication(releaseWith(), { ...given, isThirdParty: true })).toMatchObject({
      spec: { project: 'infraforge-dev-charts' },
    });
  });

  it('leaves the number of pods to an autoscaler', () => {
    expect(renderApplication(releaseWith(), { ...given, isScaledByCluster: true })).toMatchObject({
      spec: {
        ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }],
        syncPolicy: { syncOptions: expect.arrayContaining(['RespectIgnoreDifferences=true']) as unknown },
      },
    });
  });

  it('renders the chart by version and digest, with its values as a string', () => {
    expect(render({}, platformWith(), { replicas: 2, limits: { cpu: null } })).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: 'web-dev',
        namespace: 'argocd',
        labels: {
          'app.kubernetes.io/name': 'web',
          'app.kubernetes.io/managed-by': 'infraforge',
          'infraforge.io/environment': 'dev',
          'infraforge.io/cluster-type': 'nonprod',
          'backstage.io/kubernetes-id': 'web',
        },
        annotations: { 'infraforge.io/request': 'ApplicationClaim/team-a/shop' },
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        project: 'infraforge-dev',
        destination: { server: 'https://kubernetes.default.svc', namespace: 'dev' },
        source: {
          repoURL: 'oci://registry.example.com/charts/microservice',
          path: '.',
          targetRevision: `1.0.0@sha256:${'0'.repeat(64)}`,
          helm: { releaseName: 'web', values: 'limits:\n  cpu: null\nreplicas: 2\n' },
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          managedNamespaceMetadata: {
            labels: {
              'pod-security.kubernetes.io/enforce': 'baseline',
              'pod-security.kubernetes.io/warn': 'restricted',
              'pod-security.kubernetes.io/audit': 'restricted',
            },
          },
          syncOptions: [
            'CreateNamespace=true',
            'ServerSideApply=true',
            'Validate=false',
            'FailOnSharedResource=true',
          ],
          retry: { limit: 25, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
        },
      },
    });
  });

  const sourcesInFile = [
    {
      repoURL: 'oci://registry.example.com/charts/microservice',
      path: '.',
      targetRevision: `1.0.0@sha256:${'0'.repeat(64)}`,
      helm: {
        releaseName: 'web',
        valueFiles: ['$values/environments/nonprod/dev/applications/web/values.yaml'],
      },
    },
    {
      repoURL: 'http://git.example.com:3000/acme/state-store.git',
      targetRevision: 'refs/heads/main',
      ref: 'values',
    },
  ];

  it('reads values from a file in the state store if the platform sets `values: file`', () => {
    const { spec } = render({}, inFile);
    expect(spec).toMatchObject({ sources: sourcesInFile });
    expect(spec).not.toHaveProperty('source');
  });

  it.each([
    ['that are too large for an Application', 'x'.repeat(16 * 1024)],
    ['that the API server stores escaped', '<'.repeat(3 * 1024)],
    ['with the marker that would prune the Application', '+argocd:skip-file-rendering'],
  ])('reads values from a file in the state store %s', (_, text) => {
    expect(render({}, platformWith(), { text }).spec).toMatchObject({ sources: sourcesInFile });
    expect(render({}, platformWith(), { text: text.slice(0, 26) }).spec).not.toHaveProperty('sources');
  });

  it('sets the Pod Security level of the platform on the namespace', () => {
    const { spec } = render({}, platformWith({ podSecurity: 'restricted' }));
    expect(spec).toMatchObject({
      syncPolicy: {
        managedNamespaceMetadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
    });
  });

  it('protects a protected release from pruning and deletion', () => {
    const { annotations } = render({ protected: true })['metadata'] as { annotations: object };
    expect(annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  it('renders the owner as annotations, and the team as a valid label', () => {
    const owner = { team: 'E-Commerce Team', email: 'shop@example.com', slack: '#shop' };
    expect(render({ owner })['metadata']).toMatchObject({
      labels: { 'infraforge.io/team': 'E-Commerce-Team' },
      annotations: {
        'infraforge.io/team': 'E-Commerce Team',
        'infraforge.io/email': 'shop@example.com',
        'infraforge.io/slack': '#shop',
      },
    });
  });

  it('omits the label if the team has no valid character', () => {
    const { labels } = render({ owner: { team: '日本' } })['metadata'] as { labels: object };
    expect(labels).not.toHaveProperty(['infraforge.io/team']);
  });

  it.each<[string, Partial<Release>, Platform]>([
    ['an application', {}, platformWith()],
    [
      'a protected service',
      { category: 'platform', protected: true, owner: { team: 'x y' } },
      platformWith(),
    ],
    ['a cluster by name', {}, platformWith({ destination: { name: 'production' } })],
    ['values in the state store', {}, inFile],
    ['the longest names', { name: 'a'.repeat(53), environment: 'e'.repeat(63) }, platformWith()],
  ])("renders %s so that it matches Argo CD's types and the strict schema", (_, release, platform) => {
    const application = render(release, platform);
    const schema = platform === inFile ? fileApplication : releaseApplication;
    expect(schema.parse(application)).toEqual(application);
    // The published types are older than retry.refresh.
    const { refresh: __, ...retry } = (
      application as never as { spec: { syncPolicy: { retry: { refresh: boolean } } } }
    ).spec.syncPolicy.retry;
    const spec = application['spec'] as object;
    const known = {
      ...application,
      spec: { ...spec, syncPolicy: { ...(spec as { syncPolicy: object }).syncPolicy, retry } },
    };
    new Application(known as never).validate();
  });
});

describe('renderNamespaceApplication()', () => {
  const source = {
    namespace: 'pay-dev',
    tenant: 'pay',
    chart: { ...chart, name: 'namespace' },
    values: { quota: { pods: 50 } },
  };

  it('renders the pinned chart with its values, in a project of its own', () => {
    const application = renderNamespaceApplication(platformWith(), source);
    expect(namespaceApplication.parse(application)).toEqual(application);
    expect(application).toMatchObject({
      metadata: { name: 'pay-dev.nonprod' },
      spec: {
        project: 'infraforge-nonprod.namespaces',
        destination: { namespace: 'pay-dev' },
        source: { helm: { releaseName: 'namespace-defaults', valuesObject: { quota: { pods: 50 } } } },
      },
    });
  });

  it('gives the namespace the labels that the releases give it', () => {
    const labelsOf = ({ spec }: ReturnType<typeof render>): unknown =>
      (spec as { syncPolicy: { managedNamespaceMetadata: unknown } }).syncPolicy.managedNamespaceMetadata;
    expect(labelsOf(renderNamespaceApplication(platformWith(), source))).toEqual(
      labelsOf(render({ tenant: 'pay' })),
    );
  });
});
