import type { ServiceDefinition } from './define-service.ts';

/** Returns the kubectl command that creates the Secret of a service with random values. */
export function createSecret(
  service: ServiceDefinition,
  {
    secretName,
    name,
    namespace,
  }: { readonly secretName: string; readonly name: string; readonly namespace: string },
): string {
  const { secretKeys = {}, sealSecret } = service.connection(name, { credentials: { secretName } });
  const keys = Object.values(secretKeys).map((key) => `${key}="$(openssl rand -hex 24)"`);
  const all = sealSecret === undefined ? keys : [...keys, 'seal-key="$(openssl rand -base64 32)"'];
  const literals = all.map((literal) => `--from-literal=${literal}`);
  return `kubectl create secret generic ${secretName} --namespace ${namespace} ${literals.join(' ')}`;
}
