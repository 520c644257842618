import { kratixManager } from './contract.ts';

/** Pipeline of a resource workflow, with the fields that decide its ServiceAccount. */
export interface PipelineOfPromise {
  /** Name of the Promise. */
  readonly promise: string;
  readonly action: 'configure' | 'delete';
  readonly pipeline: {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly rbac?: { readonly serviceAccount?: string } };
  };
}

/**
 * Returns the ServiceAccount that the pods of a pipeline run as, in the namespace of each request. Kratix names it itself
 * if the pipeline names none (syntasso/kratix at ae170e22e974, `api/v1alpha1/pipeline_factory.go`, `serviceAccount()`).
 */
export function pipelineAccount({
  promise,
  action,
  pipeline: { metadata, spec },
}: PipelineOfPromise): string {
  return spec.rbac?.serviceAccount || `${promise}-resource-${action}-${metadata.name}`;
}

/** Returns the user name of a ServiceAccount at the API server (Kubernetes, "Authenticating"). */
export function serviceAccountUser(account: {
  readonly namespace: string;
  readonly account: string;
}): string {
  return `system:serviceaccount:${account.namespace}:${account.account}`;
}

/** User name of Kratix's manager. */
export const kratixManagerUser: string = serviceAccountUser(kratixManager);

/** Extra attribute that the API server adds to a user whose token belongs to a pod (Kubernetes, "Managing Service Accounts"). */
export const podNameAttribute = 'authentication.kubernetes.io/pod-name';
