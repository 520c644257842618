import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { withoutTrailingSlashes } from '../without-trailing-slashes.ts';

/** Address, certificate authority and credentials of an API server; implemented by KubeConfig of the Kubernetes client. */
export interface ApiServerAccess {
  getCurrentCluster(): { readonly server?: string; readonly proxyUrl?: string } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}

/** Returns the URL of the API server without a trailing slash; an empty string if none is configured. */
export function serverURL(access: ApiServerAccess): string {
  return withoutTrailingSlashes(access.getCurrentCluster()?.server ?? '');
}

/**
 * Reads the certificate authority and the credentials of an access as options of a request.
 *
 * @param agent agent for all requests, so that they share a TLS handshake; ignored if a proxy is configured
 * @throws Error of the file system or of a credential plug-in; its message may quote a file with credentials
 */
export async function requestOptions(access: ApiServerAccess, agent: Agent): Promise<RequestOptions> {
  const options: RequestOptions = { headers: { 'user-agent': 'infraforge' } };
  await access.applyToHTTPSOptions(options);
  if (!access.getCurrentCluster()?.proxyUrl) options.agent = agent;
  // As with kubectl, only the configuration can disable the check, not NODE_TLS_REJECT_UNAUTHORIZED.
  options.rejectUnauthorized ??= true;
  return options;
}
