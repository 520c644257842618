import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { defaultNamespace } from '../../shared/release/names.ts';
import { defaultPlatformNamespace } from '../../shared/release/platform-namespace.ts';

/** Returns the namespace of a request. A BootstrapClaim from a file without one belongs to the platform's namespace. */
export function requestNamespace(
  { kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>,
  platformNamespace: string = defaultPlatformNamespace,
): string {
  return metadata.namespace ?? (kind === bootstrapClaim.kind ? platformNamespace : defaultNamespace);
}

/** Returns a request with its namespace. */
export function withNamespace<T extends KubernetesObject>(
  object: T,
  platformNamespace?: string,
): T & { readonly metadata: { readonly namespace: string } } {
  const namespace = requestNamespace(object, platformNamespace);
  return { ...object, metadata: { ...object.metadata, namespace } };
}
