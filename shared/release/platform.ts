import type { Values } from '../helm/chart.ts';
import type { OpenServiceType } from './service-types.ts';

/** Chart of the registry that requests may use although the image does not carry it. */
export interface AllowedChart {
  readonly name: string;
  /** Exact versions; absent for every version. */
  readonly versions?: readonly string[] | undefined;
  /** True to apply its `values-production.yaml`; absent in the status that an older image wrote. */
  readonly productionValues?: boolean | undefined;
  /** Kinds of its objects: `group/Kind`, or `Kind` in the core group. */
  readonly kinds: readonly string[];
}

/** Levels of Pod Security, the least strict first (Kubernetes, "Pod Security Standards"). */
export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;

/** Level of Pod Security of the namespaces of releases. */
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

/** Level of a platform that sets none: it refuses pods with the rights of the node. */
export const defaultPodSecurity: PodSecurityLevel = 'baseline';

/** Locations of the values of a release: its Application, or its file in the state store. The first is the default. */
export const valuesLocations = ['inline', 'file'] as const;

/** Location from which Argo CD reads the values of a release. */
export type ValuesLocation = (typeof valuesLocations)[number];

/** Creators of the Applications of releases in Argo CD: root Applications, or ApplicationSets. The first is the default. */
export const deliveryModes = ['applications', 'applicationSets'] as const;

/** Creator of the Applications of a cluster type. */
export type DeliveryMode = (typeof deliveryModes)[number];

/**
 * Configuration of one cluster type: the effective spec of a delivered BootstrapClaim with every default, from its
 * `status.platform`.
 */
export interface Platform {
  readonly giteaURL: string;
  readonly organization: string;
  readonly repositories: { readonly stateStore: string };
  readonly chartsRepository: {
    readonly type: 'oci';
    readonly url: string;
    /** Version of every chart that is not pinned otherwise; absent for the version built into the image. */
    readonly version?: string | undefined;
    readonly versions: { readonly [chart: string]: string };
    /** Pinned versions by environment and chart; absent in the status that an older image wrote. */
    readonly environments?: { readonly [environment: string]: { readonly [chart: string]: string } };
    /** Charts that requests may use besides the carried ones; absent in the status that an older image wrote. */
    readonly allowed?: readonly AllowedChart[] | undefined;
    readonly plainHTTP: boolean;
  };
  readonly imageRegistry?: string | undefined;
  /** Lookup of image digests; absent if only requests that ask for it get one. */
  readonly imageDigests?:
    | {
        /** True to look up the digest of every application's image. */
        readonly always: boolean;
        /** Registries that are asked: `host[:port]`. Absent for those of `imageRegistry` and of the charts. */
        readonly registries?: readonly string[] | undefined;
      }
    | undefined;
  /** Registry and path of a mirror for the images of services and operators; absent for none. */
  readonly imageMirror?: string | undefined;
  /** Names of Secrets that pull the images of services, in the namespace of each; absent for none. */
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly gitOps: {
    readonly branch: string;
    readonly clusterType: string;
    readonly environments: readonly string[];
    readonly production?: boolean | undefined;
    readonly namespaces: readonly string[];
    /** Location of the values of releases; absent in the status that an older image wrote. */
    readonly values?: ValuesLocation | undefined;
    /** Creator of the Applications; absent in the status that an older image wrote. */
    readonly delivery?: DeliveryMode | undefined;
  };
  readonly destination: { readonly server: string } | { readonly name: string };
  readonly storageClass?: string | undefined;
  readonly ingress?:
    | {
        readonly className?: string | undefined;
        readonly domain?: string | undefined;
        /** Gateway of the routes of applications, instead of an ingress class. */
        readonly gateway?: GatewayReference | undefined;
      }
    | undefined;
  /** Backups of every service; absent for none. */
  readonly backup?: BackupDefaults | undefined;
  readonly monitoring: boolean;
  /** Labels of the PodMonitors and ServiceMonitors; absent for none. */
  readonly monitoringLabels?: { readonly [key: string]: string } | undefined;
  /** True if the cluster has KEDA; absent in the status that an older image wrote. */
  readonly keda?: boolean | undefined;
  /** True to write the entities of requests for a software catalog; absent in the status that an older image wrote. */
  readonly catalog?: boolean | undefined;
  /** Operators of the cluster that BootstrapClaims install, with everything that they need. */
  readonly operators: readonly string[];
  /** Those of `operators` that this BootstrapClaim installs; absent in the status that an older image wrote. */
  readonly installs?: readonly string[] | undefined;
  /** Operators that the cluster has by other means; absent for none. */
  readonly installedOperators?: readonly string[] | undefined;
  /** Patterns of annotations that requests may set; absent in the status that an older image wrote. */
  readonly allowedAnnotations?: readonly string[] | undefined;
  /** Teams that share the platform; absent for one trust zone. */
  readonly tenants?: readonly Tenant[] | undefined;
  /** Names of the priority classes that requests may use; absent for none. */
  readonly priorityClasses?: readonly string[] | undefined;
  /** Patterns of the image repositories that requests may use; absent for all. */
  readonly imageRegistries?: readonly string[] | undefined;
  /** Types of Services besides ClusterIP that requests may have; absent for none. */
  readonly serviceTypes?: readonly OpenServiceType[] | undefined;
  /** Level that Kubernetes enforces in the namespaces of releases. */
  readonly podSecurity: PodSecurityLevel;
  readonly credentials?: { readonly allowLiterals?: boolean | undefined } | undefined;
  /** Limits of every namespace that the platform names exactly; absent for none. */
  readonly namespaceDefaults?: NamespaceDefaults | undefined;
  readonly values: { readonly [chart: string]: Values };
}

/** Listener of a Gateway (Gateway API, `ParentReference`). */
export interface GatewayReference {
  readonly name: string;
  readonly namespace: string;
  /** Name of the listener; absent for every listener that accepts the route. */
  readonly sectionName?: string | undefined;
  /** True if the listener serves HTTPS. */
  readonly tls: boolean;
}

/** Backups of every service whose engine supports them. */
export interface BackupDefaults {
  /** True to refuse a service in production without a backup. */
  readonly required: boolean;
  /** URL of the object store. In production, services without a backup of their own use it. */
  readonly destination?: string | undefined;
  /** Secret with its credentials in the namespace of each service; absent for the identity of the pods. */
  readonly secretName?: string | undefined;
}

/** Kubernetes quantities by resource, such as `requests.cpu`. */
export interface Quantities {
  readonly [resource: string]: string | number | undefined;
}

/** Parts of a LimitRange for containers. */
export type LimitRangePart = 'default' | 'defaultRequest' | 'max' | 'min';

/** Limits of a namespace, with the names of the Kubernetes API. */
export interface NamespaceDefaults {
  /** Hard limits of a ResourceQuota. */
  readonly quota?: Quantities | undefined;
  /** Amounts of a LimitRange for containers. */
  readonly limits?: { readonly [part in LimitRangePart]?: Quantities | undefined } | undefined;
  readonly networkPolicy?:
    | {
        /** True to allow only traffic from the namespace itself and from allowed ones. */
        readonly denyIngress: boolean;
        readonly allowedNamespaces: readonly string[];
      }
    | undefined;
}

/** Number of applications and services that a tenant may deliver in all its environments. */
export interface Quota {
  readonly applications?: number | undefined;
  readonly services?: number | undefined;
}

/** Team with namespaces, hosts and charts of its own. */
export interface Tenant {
  readonly name: string;
  /** Patterns of the namespaces of its requests. */
  readonly requestNamespaces: readonly string[];
  /** Groups of Argo CD's single sign-on that see and sync its Applications. */
  readonly groups?: readonly string[] | undefined;
  /** Environments that it may use; absent for all. */
  readonly environments?: readonly string[] | undefined;
  /** Patterns of the namespaces of its releases; absent for `<request namespace>-<environment>`. */
  readonly namespaces?: readonly string[] | undefined;
  /** Patterns of its ingress hosts; absent for all below `<tenant>.<domain of the platform>`. */
  readonly hosts?: readonly string[] | undefined;
  /** Charts of its applications; absent for the carried charts. */
  readonly charts?: readonly string[] | undefined;
  /** Types of Services besides ClusterIP that its requests may have; absent for those of the platform. */
  readonly serviceTypes?: readonly OpenServiceType[] | undefined;
  /** Annotations of ServiceAccounts that its requests may set, with the pattern of their values; absent for none. */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string } | undefined;
  readonly quota?: Quota | undefined;
  /** Parts that replace those of the platform. */
  readonly namespaceDefaults?: NamespaceDefaults | undefined;
}
