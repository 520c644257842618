/** Reference to a request: no two requests share one. */
export interface RequestReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Returns a reference as messages show it: `ApplicationClaim team-shop/web`. */
export function printRequest({ kind, namespace, name }: RequestReference): string {
  return `${kind} ${namespace}/${name}`;
}

/** True for the same request, whatever its uid or age. */
export function isSameRequest(one: RequestReference, other: RequestReference): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}
