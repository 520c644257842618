/** A Kubernetes object, as far as all have it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339, in whole seconds. */
  readonly lastTransitionTime?: string;
}

/** A kind whose status says by conditions how it is: Node, Pod, Job, Deployment. */
export interface Conditioned extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface Pod extends Conditioned {
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly podIP?: string;
    readonly phase?: string;
  };
}

/** @throws Error with what the object says about it, where a condition is not True */
export function checkCondition({ kind, metadata, status }: Conditioned, type: string): void {
  const condition = status?.conditions?.find((candidate) => candidate.type === type);
  if (condition?.status === 'True') return;
  const detail = condition?.message ?? condition?.reason ?? 'it does not say so yet';
  throw new Error(`${kind} "${metadata.name}" is not ${type}: ${detail}`);
}
