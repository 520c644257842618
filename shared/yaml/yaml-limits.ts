/** Limits of a file, which stop a hostile one early. */
export interface YamlLimits {
  /** UTF-16 units of one document. */
  readonly size: number;
  /** Nested objects and lists. */
  readonly depth: number;
  /** Keys and values; those that an alias or a merge key repeats count again. */
  readonly nodes: number;
  /** UTF-16 units of all strings and keys; those that an alias or a merge key repeats count again. */
  readonly text: number;
  /** Lexical tokens, including comments and line ends. */
  readonly tokens: number;
}

/** Consumption of a file, counted across its documents. */
export interface YamlBudget {
  nodes: number;
  text: number;
  tokens: number;
}

/** Limits of a request. Kubernetes stores no larger object (etcd, `--max-request-bytes`). */
export const requestLimits: YamlLimits = {
  size: 1.5 * 2 ** 20,
  depth: 100,
  nodes: 50_000,
  text: 3 * 2 ** 20,
  tokens: 200_000,
};

/** Maximum size of a stored object that is printed with indentation. */
export const storedSize = 8 * 2 ** 20;

/** Limits of a chart's file. The size is that of a file in an archive (chart-files/archive-files.ts). */
export const chartLimits: YamlLimits = { ...requestLimits, size: 5 * 2 ** 20, depth: 500, text: 6 * 2 ** 20 };
