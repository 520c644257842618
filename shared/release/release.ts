import type { Problem, RequestError } from '../errors.ts';
import type { Values } from '../helm/chart.ts';
import type { Assignment } from './assignments.ts';
import type { Binding, FindBoundService } from './bindings.ts';
import type { PodGroup } from './pod-group.ts';
import type { Steps } from './value-access.ts';

/** Category of a release: selects its folder in the state store and its root Application. */
export type Category = 'applications' | 'platform';

/** Types of services in a software catalog. */
export const serviceCatalogTypes = ['database', 'cache', 'queue', 'search', 'storage', 'secrets'] as const;

/** Type of a resource in a software catalog. */
export type CatalogType = (typeof serviceCatalogTypes)[number] | 'namespace';

/** Direction in which the number of replicas of a delivered release may change. */
export type Scaling = 'both' | 'up' | 'none';

/** Owner of an item, as free text for labels and annotations of the Application. */
export interface Owner {
  readonly team?: string | undefined;
  readonly email?: string | undefined;
  readonly slack?: string | undefined;
}

/** Image of a release whose digest a run looks up. */
export interface WantedImage {
  /** Path of its tag in the request. */
  readonly path: string;
  /** Registry and repository, as in the values. */
  readonly repository: string;
  readonly tag: string;
  /** Keys and indexes of the image in the values. */
  readonly steps: Steps;
}

/** Facts about a release, derived from its merged values. */
export interface ReleaseFacts {
  /** In-cluster DNS name. */
  readonly host?: string;
  readonly port?: number;
  /** True if its Service has no address of its own. */
  readonly headless?: boolean;
  /** Image that it runs, with its digest where it is known: `ghcr.io/acme/web:v1@sha256:…`. */
  readonly image?: string;
  /** Images whose digests runs have looked up. Later runs keep these digests. */
  readonly resolvedImages?: readonly string[];
  /** URLs of its ingress. */
  readonly urls?: readonly string[];
  /** Name of the Secret that will hold its credentials. */
  readonly secretName?: string;
  /** Keys of this Secret by the fact that each holds: `{uri: connection_string}`. */
  readonly secretKeys?: Readonly<Record<string, string>>;
  /** Further facts of a connection that are not secret: `{database: app}`. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Name of the Secret whose key `ca.crt` will be the certificate authority of the server. */
  readonly caSecret?: string;
  /** Names of the Secrets that will hold the credentials of further users. */
  readonly userSecrets?: readonly string[];
  /** Name of the Secret with the key that encrypts its data. It cannot be replaced. */
  readonly sealSecret?: string;
  /** In-cluster DNS name of the connection pooler. */
  readonly poolerHost?: string;
  readonly engine?: string;
  readonly engineVersion?: string;
  /** Topology of the engine: `standalone` or `cluster` for Redis. */
  readonly mode?: string;
  /** Number of instances of a service. */
  readonly replicas?: number;
  /** Kubernetes quantity of one volume. */
  readonly storage?: string;
  /** Kubernetes quantity of the volume for the write-ahead log; absent if it shares that of the data. */
  readonly walStorage?: string;
  /** Storage class of the volumes; absent for the default of the cluster. */
  readonly storageClass?: string;
  /** Object store with the backups. */
  readonly backupDestination?: string;
  /** Name of the archive below this destination. */
  readonly backupServerName?: string;
  /** Archive that the service was restored from, with the point in time: `s3://bucket/path/prod.shop.db.pg17@<time>`. */
  readonly restoredFrom?: string;
  /** Kubernetes quantities of a quota that its pods and volumes use, by resource: `{pods: "3"}`. */
  readonly amounts?: Readonly<Record<string, string>>;
  /** Quota of the namespace, if the release is one. */
  readonly quota?: Readonly<Record<string, string>>;
  /** Limit range of the namespace, if the release is one, by part and resource: `{default.cpu: 500m}`. */
  readonly limits?: Readonly<Record<string, string>>;
  /** Level of Pod Security of the namespace, if the release is one. */
  readonly podSecurity?: string;
  /** Contents of the service, which hold data: `topic/orders partitions=12`. */
  readonly contents?: readonly string[];
}

/**
 * Helm release: a chart at a version, values, a name and a namespace. The rest of the pipeline is the same for every
 * Promise.
 */
export interface Release {
  /** Path of the item in the request: `spec.applications[0]`. */
  readonly path: string;
  /** Helm release name: the item's name. */
  readonly name: string;
  /** Path of the field that determines the name. Defaults to the name of the item, or of a request that is the release. */
  readonly namePath?: string;
  readonly category: Category;
  readonly environment: string;
  readonly clusterType: string;
  readonly namespace: string;
  /** Tenant of the request; undefined on a platform without tenants. */
  readonly tenant?: string | undefined;
  /**
   * Tenant in the names of the Application and of the folder; undefined without tenants, and for a release that was
   * delivered before the platform had tenants.
   */
  readonly nameScope?: string | undefined;
  /** True if the release is a namespace: it contains the Namespace itself, with its limits and roles. */
  readonly ownsNamespace?: boolean;
  /** Type of its resource in a software catalog; absent for an application. */
  readonly catalogType?: CatalogType;
  /** True if the chart's values-production.yaml is a layer of the merge. */
  readonly production: boolean;
  /** Chart of the release; without a version, the one built into the image. */
  readonly chart: { readonly name: string; readonly version?: string | undefined };
  /** Images whose digests the run looks up; absent for none. */
  readonly images?: readonly WantedImage[] | undefined;
  /** Registry and path below which the images of the chart's defaults are; absent to leave them. */
  readonly imageMirror?: string | undefined;
  /** The platform team's layer for this chart. */
  readonly platformValues: Values;
  /**
   * Values that the request's fields set, given the merged values of the layers below: a CPU request above the limit
   * of a layer below raises that limit. Facts of services come from `findService`.
   */
  readonly fields: (below: Values, findService?: FindBoundService) => readonly Assignment[];
  /** Services whose facts the values need. */
  readonly bindings?: readonly Binding[];
  /** The request's free `values`, merged last and restricted to what the chart opens to requests. */
  readonly freeValues: Values;
  readonly owner: Owner;
  /** True if the release must not be removed with its data. */
  readonly protected: boolean;
  /** True if the release holds data: it cannot be moved or shrunk. */
  readonly stateful: boolean;
  readonly scaling: Scaling;
  /** Reason why a release with one replica cannot get more; undefined if it can. */
  readonly singleReplicaReason?: string | undefined;
  /** False if the volumes of a delivered release cannot grow. */
  readonly growsStorage?: boolean;
  /** Returns why the engine cannot change from one version to another, with the fix; undefined if it can. */
  readonly versionChangeProblem?: (from: string, to: string) => string | undefined;
  /** Returns why a new release cannot have a version of its engine, with the fix; undefined if it can. */
  readonly newVersionProblem?: (version: string) => string | undefined;
  /** Returns why contents of the release cannot be changed this way, with the fix; undefined if they can. */
  readonly contentChangeProblem?: ((from: string, to: string) => string | undefined) | undefined;
  /** Field of the item that lists the contents of the release; absent if several do. */
  readonly contentsField?: string | undefined;
  /** Names of Services that an operator creates for the release. */
  readonly derivedNames?: readonly string[];
  readonly facts: (merged: Values) => ReleaseFacts;
  /** Returns the pods of the release, those that operators create included; absent if they are unknown. */
  readonly pods?: (merged: Values) => readonly PodGroup[];
  /** Advice to the requester that does not prevent the delivery. */
  readonly warnings: readonly string[];
  /** Returns warnings about the merged values. */
  readonly warn?: (merged: Values) => readonly string[];
  /** Returns true if the cluster changes the number of pods of the Deployment, such as an autoscaler. */
  readonly isScaledByCluster?: ((merged: Values) => boolean) | undefined;
  /** Returns the problems of the merged values that no schema can express, by value path. */
  readonly check: (merged: Values) => readonly Problem[];
  /**
   * Returns the problems of fields that have no effect on a chart with these values, by field. Absent for the chart that
   * the fields are made for.
   */
  readonly unsupportedFields?: ((chartValues: Values) => readonly Problem[]) | undefined;
  /** Refusal of the platform, reported together with the problems of the release's chart and free values. */
  readonly refusal?: RequestError | undefined;
}

/** Returns the path of the field that determines the name of a release. */
export function namePath({ namePath, path }: Pick<Release, 'namePath' | 'path'>): string {
  return namePath ?? (path === 'spec' ? 'metadata.name' : `${path}.name`);
}
