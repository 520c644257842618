import { KubeConfig } from '@kubernetes/client-node';
import { UnavailableError } from '../errors.ts';

/**
 * Where the API server is and how to be known to it: the files that `KUBECONFIG` names, else the service account
 * of the pod. A `~/.kube/config` is not looked for, so that nobody reads a cluster by accident.
 *
 * @param root stands before the service account's folder, `/var/run/secrets/kubernetes.io/serviceaccount`
 * @throws UnavailableError `ApiServerUnavailable` where there is neither, or the file cannot be read
 */
export function loadKubeConfig(environment: NodeJS.ProcessEnv, root = ''): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (environment['KUBECONFIG']) return loadFiles(kubeConfig);
  if (!environment['KUBERNETES_SERVICE_HOST']) {
    throw unavailable('this is no pod, and KUBECONFIG names no file; a platform file can stand in for it');
  }
  kubeConfig.loadFromCluster(root);
  return kubeConfig;
}

function loadFiles(kubeConfig: KubeConfig): KubeConfig {
  try {
    kubeConfig.loadFromDefault();
    return kubeConfig;
  } catch (error) {
    // the error of a YAML parser quotes the file, which holds credentials: neither its text nor the error is kept
    const { code = 'it is no kubeconfig' } = error as NodeJS.ErrnoException;
    throw unavailable(`the file that KUBECONFIG names cannot be read: ${code}`);
  }
}

function unavailable(detail: string): UnavailableError {
  return new UnavailableError('ApiServerUnavailable', `Finding the API server: ${detail}`);
}
