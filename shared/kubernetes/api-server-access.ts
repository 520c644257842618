import type { RequestOptions } from 'node:https';

/** Access to one API server: its address, trust and credentials. A KubeConfig of the Kubernetes client is one. */
export interface ApiServerAccess {
  getCurrentCluster(): { readonly server?: string; readonly proxyUrl?: string } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}
