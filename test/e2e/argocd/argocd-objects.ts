import { randomBytes } from 'node:crypto';
import { retry } from '../../../shared/argocd/application.ts';
import type { ArgocdOptions } from './start-argocd.ts';

const namespace = 'argocd';
const inCluster = { server: 'https://kubernetes.default.svc', namespace };

/** Settings of Argo CD, its access to Git and to the registry, and what a platform team applies once. */
export function argocdObjects({ git, charts }: ArgocdOptions): readonly object[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: partOf('argocd-cm') },
    secret(partOf('argocd-secret'), { 'server.secretkey': randomBytes(32).toString('base64') }),
    secret(repositorySecret('state-store', 'repository'), {
      type: 'git',
      url: git.publicURL,
      username: git.username,
      password: git.password,
    }),
    secret(repositorySecret('charts', 'repo-creds'), {
      type: 'oci',
      url: charts,
      insecureOCIForceHttp: 'true',
    }),
    project('default', {}),
    project('infraforge', {
      sourceRepos: [git.publicURL],
      destinations: [inCluster],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'Application' },
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: '', kind: 'ConfigMap' },
      ],
    }),
    rootApplication(git),
  ];
}

function partOf(name: string): object {
  return { name, namespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } };
}

function repositorySecret(name: string, type: string): object {
  return { name, namespace, labels: { 'argocd.argoproj.io/secret-type': type } };
}

function secret(metadata: object, stringData: Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata, stringData };
}

function project(name: string, spec: object): object {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name, namespace }, spec };
}

/** The root of all roots: takes what every BootstrapClaim writes. */
function rootApplication({ publicURL, branch }: ArgocdOptions['git']): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'infraforge-root', namespace },
    spec: {
      project: 'infraforge',
      destination: inCluster,
      source: {
        repoURL: publicURL,
        targetRevision: `refs/heads/${branch}`,
        path: 'root-apps',
        directory: { recurse: true },
      },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry },
    },
  };
}
