/** List field whose entries hold data inside the release. */
export interface ContentList {
  readonly list: string;
  /** First part of the names in `contents`: `topic` of `topic/orders`. */
  readonly kind: string;
  /** CEL for the rest of the name of `entry`. Defaults to its name. */
  readonly name?: string;
}

/** Parsed entry of `contents` in the status: `topic/orders partitions=12`. */
export interface Content {
  /** Kind and name: `topic/orders`. */
  readonly name: string;
  /** Settings that cannot change freely. A setting without a value is its own key. */
  readonly settings: ReadonlyMap<string, string | undefined>;
}

/** Reads an entry of `contents`. */
export function readContent(content: string): Content {
  const [name = '', ...settings] = content.split(' ');
  return {
    name,
    settings: new Map(settings.map((setting) => setting.split('=', 2) as [string, string | undefined])),
  };
}

/** List of an item whose entries hold data. */
export interface ItemContents extends ContentList {
  /** Block of an engine that holds the list; absent for a list of the item itself. */
  readonly block?: string;
  /** CEL that is true for an `entry` that holds data. Defaults to every entry. */
  readonly where?: string;
}
