import type { Problem } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import type { Scaling } from '../release/release.ts';

/** An operator that an engine needs: installed once for a cluster type by an Application of the BootstrapClaim. */
export interface Operator {
  readonly name: string;
  /** Where it comes from, pinned; absent where we do not install it and the cluster must have it already. */
  readonly source?: {
    /** Helm repository, or `oci://…` */
    readonly repoURL: string;
    readonly chart: string;
    /** Exact version of the operator's chart. */
    readonly version: string;
    /** Version of the operator that this chart brings. */
    readonly appVersion: string;
    /** Namespace it runs in. */
    readonly namespace: string;
  };
  /** The custom resources that the chart renders for it: `postgresql.cnpg.io/v1`. */
  readonly apiVersions: readonly string[];
}

/** Reached at: a Service in the release's namespace, and the Secret that holds its credentials. */
export interface Connection {
  /** Name of the Service. */
  readonly service: string;
  readonly port: number;
  readonly secretName?: string;
}

/**
 * One platform service: what is its engine's own. The fields that all services share, and how they become values,
 * are in service-item.ts.
 */
export interface ServiceDefinition {
  /** `type` of an item and name of the chart. */
  readonly type: string;
  /** The engine as its makers spell it. */
  readonly engine: string;
  /** Longest legal item name: the operator derives longer names from it. */
  readonly nameLimit: number;
  readonly operator: Operator;
  /** Engine versions that the chart and the operator serve together. */
  readonly versions: {
    /** For the reference page: `13 to 18, such as "16" or "16.4"` */
    readonly text: string;
    /** RE2 and JavaScript alike: it stands in the CRD too. */
    readonly pattern: RegExp;
  };
  /** Shapes of the engine's object; the first is the default outside production. */
  readonly modes?: readonly string[];
  /** True where the chart can back the engine up. */
  readonly backup: boolean;
  /** True where the engine can run with three replicas and a disruption budget. */
  readonly highAvailability: boolean;
  /** Who makes the credentials: the operator, or an existing Secret that the request must or may name. */
  readonly credentials: 'operator' | 'required' | 'optional';
  /** Which way the number of replicas may change once it is delivered; both ways where absent. */
  readonly scaling?: Scaling;
  /**
   * Replicas that an item without any gets because of its mode; the chart's own number where absent or undefined.
   * Without it a mode that the chart's default does not fit could not be asked for by its name alone.
   */
  replicasOf?(mode: string): number | undefined;
  /** How the service is reached, from its name and its merged values. */
  connection(name: string, merged: Values): Connection;
  /** What no schema can say about the merged values. Paths are value paths. */
  check?(merged: Values): Problem[];
}

/** Defines a service; the folder's chart is its chart. */
export function defineService(definition: ServiceDefinition): ServiceDefinition {
  return definition;
}
