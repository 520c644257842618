import { argocdNamespace } from '../../shared/argocd/application.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import type { Kubectl } from './kubectl.ts';

/** The Service of Argo CD's server, as its own installation names it. */
export const argocdServer = 'argocd-server';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** How Argo CD's server is spoken to: without TLS where it is told `server.insecure`. @throws KubectlError */
export async function readArgocdScheme(kubectl: Kubectl): Promise<'http' | 'https'> {
  const place = ['configmap', 'argocd-cmd-params-cm', `--namespace=${argocdNamespace}`];
  const parameters = await kubectl.find<ConfigMap>(place);
  return parameters?.data?.['server.insecure'] === 'true' ? 'http' : 'https';
}
