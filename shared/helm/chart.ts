import type { Problem } from '../errors.ts';

/** JSON value. */
export type Value = string | number | boolean | null | Value[] | Values;

/** Helm values. */
export interface Values {
  [key: string]: Value;
}

/** Search through a schema for the keys of values. */
export interface SchemaSearch {
  /** Returns true if a pattern of the schema matches a key. */
  readonly matchesPattern: (pattern: string, key: string) => boolean;
  /** Counts steps of the search. */
  readonly charge: (steps: number) => void;
}

/** Checks merged values against the chart's `values.schema.json`. Returns problems with value paths (`image.tag`). */
export interface ValuesValidator {
  (values: Values): Problem[];
  /** Keywords of the schema that are not checked, one sentence each. */
  readonly warnings?: readonly string[];
  /** Starts a search through the schema. Absent if JavaScript reads its patterns as Go does. */
  readonly startSearch?: () => SchemaSearch;
}

/** Dependency in a chart's `Chart.yaml` or `requirements.yaml`. */
export interface ChartDependency {
  readonly name: string;
  /** Range of versions; may be empty. */
  readonly version: string;
  /** Name of the subchart for this dependency; empty to keep its own. */
  readonly alias: string;
  /** Value paths with commas between them: `cache.enabled`. */
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importValues: readonly ImportedValues[];
}

/** Values that a chart imports: the name of an export, or the path in the subchart and the path in the chart. */
export type ImportedValues = string | { readonly child: string; readonly parent: string };

/** Something that a template may render, and the paths of `.Values` that must be true for it. */
export interface Rendered {
  /** Path of the template in its chart. */
  readonly path: string;
  readonly conditions: readonly string[];
}

/** Hook that Argo CD runs while it deletes an Application. */
export interface DeleteHook extends Rendered {
  readonly phase: 'post-delete' | 'pre-delete';
  /** True if it is rendered with any values. */
  readonly isCertain: boolean;
}

/** Kind of an object with a literal apiVersion and kind. */
export interface RenderedKind extends Rendered {
  /** `group/Kind`, or `Kind` in the core group. */
  readonly kind: string;
}

/** Hooks and kinds of templates, as far as their text shows them. */
export interface TemplateObjects {
  readonly deleteHooks: readonly DeleteHook[];
  readonly kinds: readonly RenderedKind[];
}

/** Chart of a tree: only what determines the values. */
export interface ChartNode {
  readonly name: string;
  /** Version of `Chart.yaml`; that of a subchart may have two numbers. */
  readonly version: string;
  /** `values.yaml`. */
  readonly values: Values;
  /** `values.schema.json` as parsed JSON, if the chart has one. */
  readonly schema?: unknown;
  /** Hooks and kinds of its own templates; absent if none are known. */
  readonly templates?: TemplateObjects;
  /** Absent if the chart does not have the field: Helm then enables every subchart. */
  readonly dependencies?: readonly ChartDependency[];
  /** Charts in the folder `charts`, sorted by their entry there. Helm reads them in random order. */
  readonly subcharts?: readonly Subchart[];
}

/** Chart in the folder `charts` of another one. */
export interface Subchart extends ChartNode {
  /** Name of its folder or archive: `redis`, `redis-1.0.0.tgz`. */
  readonly entry: string;
}

/** Chart without its templates. */
export interface Chart extends ChartNode {
  /** Exact SemVer of `Chart.yaml`. */
  readonly version: string;
  /** `sha256:…` of the OCI manifest, never of a layer. */
  readonly digest: string;
  /** `values-production.yaml`, if the chart has one. */
  readonly productionValues?: Values;
  /** Validator of a carried chart, whose schema the build compiles. */
  readonly validate?: ValuesValidator;
  /** Bad practice in its files that Helm accepts; absent without any. */
  readonly warnings?: readonly string[];
}

/** Reference to a chart in a registry. */
export interface ChartReference {
  /** Folder of charts in a registry: `oci://host[:port]/path`. */
  readonly repository: string;
  readonly name: string;
  /** Exact SemVer; absent for the default version of the source. */
  readonly version?: string | undefined;
  /** True if the registry may be accessed without TLS. */
  readonly plainHTTP?: boolean;
}

/**
 * Source of charts by name and version. Carried charts and charts of a folder have a default version; those of a registry
 * do not.
 */
export interface ChartSource {
  /**
   * Returns a chart.
   *
   * @throws RequestError `ChartNotFound` if the source does not have the chart, `InvalidChart` if it is broken, too large
   *   or hostile, `RegistryRefused` if a registry answers 401 or 403
   * @throws UnavailableError `RegistryUnavailable` if the registry does not answer
   */
  resolveChart(reference: ChartReference): Promise<Chart>;
}
