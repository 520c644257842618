import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';

/** Access to one API server: its address, trust and credentials. A KubeConfig of the Kubernetes client is one. */
export interface ApiServerAccess {
  getCurrentCluster(): { readonly server?: string; readonly proxyUrl?: string } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}

/** Returns the URL of the API server without a slash at its end; empty if the access names none. */
export function serverOf(access: ApiServerAccess): string {
  return access.getCurrentCluster()?.server?.replace(/\/+$/, '') ?? '';
}

/**
 * Reads the trust and the credentials of an access as options of a request.
 *
 * @param agent agent for all requests, so that they share a TLS handshake; a proxy has its own
 * @throws Error of the file system or of a credential plug-in; its text may quote a file with credentials
 */
export async function requestOptions(access: ApiServerAccess, agent: Agent): Promise<RequestOptions> {
  const options: RequestOptions = { headers: { 'user-agent': 'infraforge' } };
  await access.applyToHTTPSOptions(options);
  if (!access.getCurrentCluster()?.proxyUrl) options.agent = agent;
  // as with kubectl, NODE_TLS_REJECT_UNAUTHORIZED does not switch the check off; only the configuration can
  options.rejectUnauthorized ??= true;
  return options;
}
