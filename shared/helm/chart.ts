import type { Problem } from '../errors.ts';

/** JSON value. */
export type Value = string | number | boolean | null | Value[] | Values;

/** Helm values. */
export interface Values {
  [key: string]: Value;
}

/** Checks merged values against the chart's `values.schema.json`. Returns problems with value paths (`image.tag`). */
export type ValuesValidator = (values: Values) => Problem[];

/** Chart without its templates: only what determines the values. */
export interface Chart {
  readonly name: string;
  /** Exact SemVer of `Chart.yaml`. */
  readonly version: string;
  /** `sha256:…` of the OCI manifest, never of a layer. */
  readonly digest: string;
  /** `values.yaml`. */
  readonly values: Values;
  /** Keys of its dependencies in the values; absent without dependencies. Their own defaults are not read. */
  readonly dependencies?: readonly string[];
  /** `values-production.yaml`, if the chart has one. */
  readonly productionValues?: Values;
  /** `values.schema.json` as parsed JSON, if the chart has one. */
  readonly schema?: unknown;
  /** Validator of a carried chart, whose schema the build compiles. */
  readonly validate?: ValuesValidator;
  /**
   * True if a template has a post-delete hook. Argo CD renders it while it deletes the Application; the same commit
   * has removed the values by then, so the deletion hangs.
   */
  readonly hasDeleteHooks: boolean;
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
