import type { Values } from '../helm/chart.ts';

/** Chart of the registry that requests may use although the image does not carry it. */
export interface AllowedChart {
  readonly name: string;
  /** Exact versions; absent for every version. */
  readonly versions?: readonly string[] | undefined;
  /** Kinds of its objects: `group/Kind`, or `Kind` in the core group. */
  readonly kinds: readonly string[];
}

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
  readonly gitOps: {
    readonly branch: string;
    readonly clusterType: string;
    readonly environments: readonly string[];
    readonly production?: boolean | undefined;
    readonly namespaces: readonly string[];
    readonly requestNamespaces: { readonly [environment: string]: readonly string[] };
  };
  readonly destination: { readonly server: string } | { readonly name: string };
  readonly storageClass?: string | undefined;
  readonly ingress?:
    | { readonly className?: string | undefined; readonly domain?: string | undefined }
    | undefined;
  readonly monitoring: boolean;
  readonly operators: readonly string[];
  /** Patterns of annotations that requests may set; absent in the status that an older image wrote. */
  readonly allowedAnnotations?: readonly string[] | undefined;
  readonly values: { readonly [chart: string]: Values };
}
