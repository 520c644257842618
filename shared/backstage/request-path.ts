/** Kind of a request that the actions may send. */
export interface Kind {
  readonly kind: string;
  /** Group and version, such as `example.com/v1`. */
  readonly apiVersion: string;
  readonly plural: string;
  /** Name of the Promise, which is also that of its template. */
  readonly promise: string;
}

/** Kind and name of a request. */
export interface RequestKey {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
}

/** Returns the path of the requests of a kind in a namespace on the API server. */
export function collectionOf({ kind, namespace }: RequestKey): string {
  return `/apis/${kind.apiVersion}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
}

/** Returns the path of a request on the API server. */
export function pathOf(key: RequestKey): string {
  return `${collectionOf(key)}/${encodeURIComponent(key.name)}`;
}
