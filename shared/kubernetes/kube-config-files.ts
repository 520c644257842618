import { KubeConfig } from '@kubernetes/client-node';

/**
 * Reads the files that `KUBECONFIG` names. Loaded lazily, because the Kubernetes client is the slowest module to load and a
 * pod does not need it.
 *
 * @throws Error of the file system or of the YAML parser; its message may quote the file
 */
export function readKubeConfigFiles(): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return kubeConfig;
}
