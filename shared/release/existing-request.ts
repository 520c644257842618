import type { KubernetesObject } from '../kubernetes-object.ts';
import type { Platform } from './platform.ts';
import type { ReleaseFacts } from './release.ts';
import type { RequestReference } from './request-reference.ts';

/** Entry of `status.releases[]`: a delivered release. */
export interface DeliveredRelease extends ReleaseFacts {
  readonly name: string;
  readonly chart: string;
  readonly version: string;
  readonly digest: string;
  /** Path of values.yaml in the state store. */
  readonly values: string;
  readonly namespace: string;
  readonly protected?: boolean;
}

/** Entry of `status.bindings[]`: a service that an application uses. */
export interface DeliveredBinding {
  readonly application: string;
  readonly service: string;
  /** Namespace of the service. */
  readonly namespace: string;
  /** Request of the service; absent for the request of the application. */
  readonly request?: string;
  /** Variables that get facts of the service. */
  readonly variables: readonly string[];
  /** Secret that variables refer to. */
  readonly secretName?: string;
  /** Secret with the certificate authority of the server, if it is mounted. */
  readonly caSecret?: string;
}

/** Status of a delivered request, which a run writes and later runs read back. */
export interface DeliveredStatus {
  readonly message: string;
  readonly environment?: string;
  /** Name of the tenant; absent on a platform without tenants. */
  readonly tenant?: string;
  readonly clusterType: string;
  /** Effective spec of a BootstrapClaim. */
  readonly platform?: Platform;
  readonly releases: readonly DeliveredRelease[];
  /** Services that the applications use. */
  readonly bindings?: readonly DeliveredBinding[];
  /** Archives that removed services and former versions have left, as destination and name. */
  readonly archives?: readonly string[];
  readonly warnings: readonly string[];
}

/** Name, namespace and address that an item of a request claims. */
export interface ItemName {
  readonly name: string;
  /** Namespace that the spec sets; undefined for the platform's default. */
  readonly namespace?: string;
  /** URLs of its ingress, if the spec sets the host. */
  readonly urls?: readonly string[];
  /** `type` of a platform service. */
  readonly type?: string;
  /** True for a namespace, which is not an application. */
  readonly isNamespace?: boolean;
}

/**
 * Request that exists on the cluster, reduced to its reference, its age, and the names that it claims and delivers.
 * Specs are dropped while reading, so that 10,000 requests fit into the memory of the container.
 */
export interface ExistingRequest extends RequestReference {
  readonly uid: string;
  /** RFC 3339; empty for a request from a file without a timestamp, whose position decides its age. */
  readonly creationTimestamp: string;
  readonly environment?: string;
  /** Tenant of the last delivery. */
  readonly tenant?: string;
  /** Names of the Services that operators create, by the name of an item or release. */
  readonly derivedNames: ReadonlyMap<string, readonly string[]>;
  /** Enabled items of the spec. */
  readonly items: readonly ItemName[];
  readonly releases: readonly DeliveredRelease[];
  /** Services that the delivered applications use. */
  readonly bindings?: readonly Pick<DeliveredBinding, 'application' | 'service' | 'namespace'>[];
  /** `status.platform` of a delivered BootstrapClaim. */
  readonly platform?: Platform;
}

/** Source of the existing requests: the API server, or local files. */
export interface RequestSource {
  /**
   * Returns every existing request of our API group, in any namespace, the current one included.
   *
   * @throws UnavailableError `ApiServerUnavailable` if the API server does not answer or denies the request
   */
  listRequests(): Promise<readonly ExistingRequest[]>;
}

/** Reduces a live object to an ExistingRequest. The Promise of its kind knows the paths of the names. */
export type ToExistingRequest = (object: KubernetesObject) => ExistingRequest;
