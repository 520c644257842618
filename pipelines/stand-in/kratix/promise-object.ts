import type { KubernetesObject } from '../../../shared/kubernetes-object.ts';

/** Fields of a Promise that the stand-in reads (Kratix documentation, "Promise custom resource"). */
export interface KratixPromise extends KubernetesObject {
  readonly spec: {
    readonly api: Definition;
    readonly destinationSelectors?: readonly { readonly matchLabels: Readonly<Record<string, string>> }[];
    readonly workflows: { readonly resource: Readonly<Partial<Record<Action, readonly Pipeline[]>>> };
  };
}

/** A CustomResourceDefinition. */
export interface Definition extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly schema: Schema }[];
  };
}

interface Schema {
  readonly openAPIV3Schema: { readonly properties: Readonly<Record<string, unknown>> };
}

/** Action of a workflow. */
export type Action = 'configure' | 'delete';

/** Fields of a Pipeline that the stand-in reads. */
export interface Pipeline extends KubernetesObject {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly volumes?: readonly object[];
    readonly imagePullSecrets?: readonly object[];
    readonly jobOptions?: { readonly backoffLimit?: number };
    readonly rbac?: { readonly serviceAccount?: string; readonly permissions?: readonly Permission[] };
  };
}

/** Container of a Pipeline. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly object[];
  readonly volumeMounts?: readonly object[];
  readonly resources?: object;
  readonly [field: string]: unknown;
}

/** RBAC rule for a namespace: `resourceNamespace`, by default that of the request; `*` is all namespaces. */
export interface Permission {
  readonly resourceNamespace?: string;
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Request of any Promise. */
export interface ResourceRequest extends KubernetesObject {
  readonly status?: Readonly<Record<string, unknown>>;
}

/** Returns the path of the requests of a Promise at the API server, in one namespace if it is given. */
export function requestsPath({ spec }: KratixPromise, namespace?: string): string {
  const { group, names, versions } = spec.api.spec;
  const scope = namespace === undefined ? '' : `namespaces/${namespace}/`;
  return `/apis/${group}/${versions[0]!.name}/${scope}${names.plural}`;
}
