import { UnavailableError } from '../errors.ts';
import { systemErrorReason } from '../system-error.ts';
import type { ApiServerAccess } from './api-server-access.ts';
import { serviceAccountAccess } from './service-account.ts';

/**
 * Finds the API server: in the files that `KUBECONFIG` names, otherwise in the pod's service account. Ignores
 * `~/.kube/config`, so that no run reads a cluster by accident.
 *
 * @param root prefix of the service account's folder, `/var/run/secrets/kubernetes.io/serviceaccount`
 * @throws UnavailableError `ApiServerUnavailable` if there is neither, or the file cannot be read
 */
export async function loadKubeConfig(environment: NodeJS.ProcessEnv, root = ''): Promise<ApiServerAccess> {
  if (environment['KUBECONFIG']) return loadFiles();
  if (!environment['KUBERNETES_SERVICE_HOST']) {
    throw unavailable(`not in a pod, and KUBECONFIG names no file; ${hint}`);
  }
  return serviceAccountAccess(environment, root);
}

const hint = 'set KUBECONFIG, or use --platform FILE';

async function loadFiles(): Promise<ApiServerAccess> {
  const { readKubeConfigFiles } = await import('./kube-config-files.ts');
  try {
    return readKubeConfigFiles();
  } catch (error) {
    // The error of the YAML parser quotes the file, which contains credentials.
    const reason = systemErrorReason(error) ?? 'not a kubeconfig';
    throw unavailable(`cannot read the file that KUBECONFIG names: ${reason}; ${hint}`);
  }
}

function unavailable(detail: string): UnavailableError {
  return new UnavailableError('ApiServerUnavailable', `Finding the API server: ${detail}`);
}
