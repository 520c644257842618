import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { ApiServerAccess } from './api-server-access.ts';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Returns the access of a pod's service account (Kubernetes documentation, "Accessing the Kubernetes API from a Pod"). Reads
 * the files on use.
 *
 * @param root prefix of the service account's folder
 */
export function serviceAccountAccess(environment: NodeJS.ProcessEnv, root: string): ApiServerAccess {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  return {
    getCurrentCluster: () => ({ server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}` }),
    async applyToHTTPSOptions(options) {
      options.ca = readFileSync(`${root}${folder}/ca.crt`);
      const token = readFileSync(`${root}${folder}/token`, 'utf8').trim();
      options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
    },
  };
}
