import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import { definitions } from '../../promises/index.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { readDelivered } from '../../shared/promise/read-delivered.ts';
import type { ExistingRequest } from '../../shared/release/existing-request.ts';
import { defaultNamespace } from '../../shared/release/names.ts';

/**
 * Returns the part of an object that other runs need. A request of an unknown kind competes with its delivered
 * releases.
 */
export function toExistingRequest(object: KubernetesObject): ExistingRequest {
  const definition = definitions.find(({ kind }) => kind === object.kind);
  const { name, namespace = defaultNamespace, uid = '', creationTimestamp = '' } = object.metadata;
  const delivered = readDelivered(object);
  const environment = delivered.environment ?? environmentOf(object.spec);
  return {
    kind: object.kind,
    namespace,
    name,
    uid,
    creationTimestamp,
    ...(environment === undefined ? {} : { environment }),
    items: definition?.names(object) ?? [],
    releases: delivered.releases,
    // a platform of any other kind would let a tenant declare one
    ...(object.kind === bootstrapClaim.kind && delivered.platform ? { platform: delivered.platform } : {}),
  };
}

function environmentOf(spec: unknown): string | undefined {
  const { environment } = (spec ?? {}) as { environment?: unknown };
  return typeof environment === 'string' ? environment : undefined;
}
