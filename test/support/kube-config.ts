import { KubeConfig } from '@kubernetes/client-node';
import { type ApiServer, certificateAuthority } from './api-server.ts';

/** What a person's kubeconfig would say about a server; `trusted: false` leaves its authority out. */
export function kubeConfigOf(
  { url, token }: Pick<ApiServer, 'url' | 'token'>,
  { trusted = true } = {},
): KubeConfig {
  const kubeConfig = new KubeConfig();
  const caData = Buffer.from(certificateAuthority).toString('base64');
  kubeConfig.loadFromClusterAndUser(
    { name: 'test', server: url, skipTLSVerify: false, ...(trusted && { caData }) },
    { name: 'reader', token },
  );
  return kubeConfig;
}
