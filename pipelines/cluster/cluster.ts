import { ActionableError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../../shared/kubernetes-object.ts';
import { shellWord } from './shell-word.ts';

/** A cluster as a user names it. */
export interface NamedCluster {
  /** Kubeconfig that the user named; undefined for the one in the environment. */
  readonly kubeconfig?: string | undefined;
  /** Context of the kubeconfig that the user named; undefined for the current one. */
  readonly context: string | undefined;
}

/** Access to one cluster. */
export interface Cluster extends NamedCluster {
  /** Returns the JSON at a path of the API server, or undefined if the path does not exist. @throws ClusterError */
  get<T>(path: string): Promise<T | undefined>;

  /** Returns an object, or undefined if the object or its kind does not exist. @throws ClusterError */
  find<T extends KubernetesObject>(reference: ObjectReference): Promise<T | undefined>;

  /** Returns the objects of a kind; none if the kind does not exist. @throws ClusterError */
  list<T extends KubernetesObject>(selection: ListSelection): Promise<readonly T[]>;

  /** Applies an object on the server side and takes over fields of other managers. @throws ClusterError */
  apply<T extends KubernetesObject>(object: object, options?: ApplyOptions): Promise<T>;

  /** Changes a few fields and keeps the owners of all others. @throws ClusterError, also if the object does not exist */
  patch<T extends KubernetesObject>(reference: ObjectReference, patch: object): Promise<T>;

  /** Returns the log of a container. @throws ClusterError */
  logs(container: ContainerReference): Promise<string>;

  /** Runs a program in a container. @returns its standard output @throws ClusterError with its standard error */
  exec(container: ContainerReference, command: readonly string[]): Promise<string>;

  /** Opens a port on loopback that leads to a pod of a Service. @throws ClusterError */
  portForward(port: ServicePort): Promise<PortForward>;
}

/** A kind of Kubernetes objects. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** An object by its kind and name. */
export interface ObjectReference extends Kind {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Objects of a kind, in all namespaces by default. */
export interface ListSelection extends Kind {
  readonly namespace?: string | undefined;
  /** Labels that each object must have. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Options of a server-side apply. */
export interface ApplyOptions {
  /** Defaults to {@link fieldManager}. */
  readonly manager?: string;
  /** Namespace of a namespaced object that names none. */
  readonly namespace?: string | undefined;
  /** Returns the result without storing it. */
  readonly isDryRun?: boolean;
}

/** A container of a pod. */
export interface ContainerReference {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** A port of a Service. */
export interface ServicePort {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** A port on loopback that leads into the cluster. */
export interface PortForward {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Manager of the fields that are applied (Kubernetes documentation, "Server-side apply"). */
export const fieldManager = 'infraforge';

/** Failure of an operation on a cluster. */
export class ClusterError extends ActionableError {
  override readonly name = 'ClusterError';
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /**
   * Reason of the API server (Kubernetes API conventions, "Response Status Kind"), or our own: `Unreachable`,
   * `Untrusted`, `KindNotFound`, `InvalidKubeconfig`, `PluginFailed`, `CommandFailed`, `NoPod`.
   */
  readonly reason: string;

  constructor(
    message: string,
    options: ErrorOptions & { readonly status?: number; readonly reason: string; readonly hint?: string },
  ) {
    super(message, options);
    this.status = options.status ?? 0;
    this.reason = options.reason;
  }

  /** True if the cluster may accept the same call a moment later, such as before a webhook is ready. */
  get isTransient(): boolean {
    return this.status >= 500 || this.status === 429 || transient.includes(this.reason);
  }
}

const transient = ['Unreachable', 'KindNotFound', 'NoPod'];

/** Returns whether the API server has a custom resource definition, named as in `applications.argoproj.io`. @throws ClusterError */
export async function hasDefinition(cluster: Cluster, name: string): Promise<boolean> {
  const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name };
  return (await cluster.find(definition)) !== undefined;
}

/** Returns the start of a kubectl command for a user, with the same kubeconfig and context. */
export function kubectlCommand(cluster: NamedCluster): string {
  return ['kubectl', ...clusterArguments(cluster)].join(' ');
}

/** Returns the arguments with which kubectl and our commands reach the same cluster. */
export function clusterArguments({ kubeconfig, context }: NamedCluster): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${shellWord(kubeconfig)}`]),
    ...(context === undefined ? [] : [`--context=${shellWord(context)}`]),
  ];
}
