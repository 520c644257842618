import type { KubernetesObject } from '../kubernetes-object.ts';
import type { Platform } from './platform.ts';
import type { ReleaseFacts } from './release.ts';

/** One entry of `status.releases[]`: a release that is delivered. */
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

/** An item that a request asks for, as far as names are concerned. */
export interface ItemName {
  readonly name: string;
  readonly namespace: string;
}

/**
 * What this program keeps of a request that exists: identity, age, and what it asks for and delivers. Specs are
 * dropped while reading, so that ten thousand requests fit into the container's memory.
 */
export interface ExistingRequest {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** RFC 3339; empty where the request comes from a file without one (order is then age). */
  readonly creationTimestamp: string;
  readonly environment?: string;
  /** Enabled items of the spec. */
  readonly items: readonly ItemName[];
  readonly releases: readonly DeliveredRelease[];
  /** `status.platform` of a delivered BootstrapClaim. */
  readonly platform?: Platform;
}

/** The platform that a request lands on, read before anything is decided. */
export interface Surroundings {
  /** Every request of our API group that exists, in any namespace, the current one among them. */
  readonly requests: readonly ExistingRequest[];
}

/** The port behind which the API server and the local files serve the same facts. */
export interface SurroundingsSource {
  /**
   * @throws UnavailableError `ApiServerUnavailable` where the API server did not answer or denied the look-up
   */
  readSurroundings(): Promise<Surroundings>;
}

/** Turns a live object into what is kept of it; each Promise knows where its items' names stand. */
export type Summarise = (object: KubernetesObject) => ExistingRequest;
