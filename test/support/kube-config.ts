import { KubeConfig } from '@kubernetes/client-node';
import { type ApiServer, certificateAuthority } from './api-server.ts';

/** Returns a kubeconfig of a server. With `trusted: false` it lacks the certificate authority. */
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
