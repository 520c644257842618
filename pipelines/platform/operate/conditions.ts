/** Kubernetes API conventions, "Typical status properties". */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly lastTransitionTime?: string;
}

/** What has conditions, if it has any yet. */
export interface Conditioned {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** The condition of a type; undefined where the object has none. */
export function conditionOf({ status }: Conditioned, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
