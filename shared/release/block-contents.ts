/** List of an engine's fields whose entries hold data inside the service. */
export interface ContentList {
  readonly list: string;
  /** First part of the names in `contents`: `topic` of `topic/orders`. */
  readonly kind: string;
  /** CEL for the rest of the name of `entry`. Defaults to its name. */
  readonly name?: string;
}

/** List of a block with what holds data. */
export interface BlockContents extends ContentList {
  /** Field of the item that holds the list. */
  readonly block: string;
}
