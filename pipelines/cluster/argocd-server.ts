import { argocdNamespace } from '../../shared/argocd/names.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';

/** The Service of Argo CD's server, as its own installation names it. */
export const argocdServer = 'argocd-server';

/** The ConfigMap with the parameters of Argo CD's server. */
export const argocdParameters = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: argocdNamespace,
  name: 'argocd-cmd-params-cm',
} as const;

/** Parameters of Argo CD's server. */
export interface ArgocdParameters extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Returns the protocol of Argo CD's server, which `server.insecure` changes to plain HTTP. */
export function argocdScheme(parameters: ArgocdParameters | undefined): 'http' | 'https' {
  return parameters?.data?.['server.insecure'] === 'true' ? 'http' : 'https';
}
