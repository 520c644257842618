import { bootstrapClaim } from '../../promises/bootstrap-claim/promise.ts';
import { definitions } from '../../promises/index.ts';
import { services } from '../../promises/services.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { readDelivered } from '../../shared/promise/read-delivered.ts';
import type { DeliveredRelease, ExistingRequest, ItemName } from '../../shared/release/existing-request.ts';
import { defaultPlatformNamespace } from '../../shared/release/platform-namespace.ts';
import { findService } from '../../shared/service/find-service.ts';
import { requestNamespace } from './request-namespace.ts';

/**
 * Returns the part of an object that other runs need. A request of an unknown kind claims only the names of its delivered
 * releases.
 *
 * @param platformNamespace namespace whose BootstrapClaims declare platforms
 */
export function toExistingRequest(object: KubernetesObject, platformNamespace?: string): ExistingRequest {
  const definition = definitions.find(({ kind }) => kind === object.kind);
  const { name, uid = '', creationTimestamp = '' } = object.metadata;
  const namespace = requestNamespace(object, platformNamespace);
  const delivered = readDelivered(object);
  const environment = delivered.environment ?? specEnvironment(object.spec);
  const items = definition?.names(object) ?? [];
  return {
    kind: object.kind,
    namespace,
    name,
    uid,
    creationTimestamp,
    ...(environment === undefined ? {} : { environment }),
    ...(delivered.tenant === undefined ? {} : { tenant: delivered.tenant }),
    items,
    derivedNames: derivedNames(items, delivered.releases),
    // the contents of a service concern only its own request
    releases: delivered.releases.map(({ contents: _, ...release }) => release),
    ...(delivered.bindings && {
      bindings: delivered.bindings.map(({ application, service, namespace }) => ({
        application,
        service,
        namespace,
      })),
    }),
    ...(isPlatform({ kind: object.kind, namespace }, platformNamespace) && delivered.platform
      ? { platform: delivered.platform }
      : {}),
  };
}

/** Returns true for a BootstrapClaim in the platform's namespace: with any other one, a tenant could declare a platform. */
function isPlatform(
  { kind, namespace }: { kind: string; namespace: string },
  platformNamespace: string = defaultPlatformNamespace,
): boolean {
  return kind === bootstrapClaim.kind && namespace === platformNamespace;
}

/** Returns the names of the Services that operators create for services, delivered or not, by the name of the service. */
function derivedNames(
  items: readonly ItemName[],
  releases: readonly DeliveredRelease[],
): ReadonlyMap<string, readonly string[]> {
  const typed = [...items, ...releases.map(({ name, engine }) => ({ name, type: engine }))];
  return new Map(
    typed.flatMap(({ name, type }) => {
      const service = findService(services, type);
      return service === undefined ? [] : [[name, service.derivedNames(name)] as const];
    }),
  );
}

function specEnvironment(spec: unknown): string | undefined {
  const { environment } = (spec ?? {}) as { environment?: unknown };
  return typeof environment === 'string' ? environment : undefined;
}
