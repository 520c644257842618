/** Unique reference to a request. */
export interface RequestReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Prints a reference for messages: `ApplicationClaim team-shop/web`. */
export function printRequest({ kind, namespace, name }: RequestReference): string {
  return `${kind} ${namespace}/${name}`;
}

/** Returns true for references to the same request. */
export function isSameRequest(one: RequestReference, other: RequestReference): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

/** Annotation of an Application and of a catalog entity with its request, as `requestAnnotationValue` prints it. */
export const requestAnnotation = 'infraforge.io/request';

/** Prints a request for the annotation: `ApplicationClaim/team-a/shop`. */
export function requestAnnotationValue({ kind, namespace, name }: RequestReference): string {
  return `${kind}/${namespace}/${name}`;
}
