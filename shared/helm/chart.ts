import type { Problem } from '../errors.ts';

/** A plain JSON value, as Helm sees one. */
export type Value = string | number | boolean | null | Value[] | Values;

/** A map of Helm values. */
export interface Values {
  [key: string]: Value;
}

/** Checks merged values against the chart's `values.schema.json`; the problems' paths are value paths (`image.tag`). */
export type ValuesValidator = (values: Values) => Problem[];

/** A chart as this program uses one: never its templates, only what decides the values. */
export interface Chart {
  readonly name: string;
  /** Exact SemVer of `Chart.yaml`. */
  readonly version: string;
  /** `sha256:…` of the OCI manifest, never of a layer. */
  readonly digest: string;
  /** `values.yaml`. */
  readonly values: Values;
  /** `values-production.yaml`, where the chart has one. */
  readonly productionValues?: Values;
  /** `values.schema.json` as parsed JSON, where the chart has one. */
  readonly schema?: unknown;
  /** The compiled schema, where somebody compiled it before (the charts that the image carries). */
  readonly validate?: ValuesValidator;
  /**
   * True when a template carries a post-delete hook. Argo CD renders it once more while it deletes the Application;
   * the values have gone with the same commit by then, and the deletion hangs.
   */
  readonly hasDeleteHooks: boolean;
}

/** Which chart is wanted, and from where. */
export interface ChartReference {
  /** The folder of charts in a registry: `oci://host[:port]/path`. */
  readonly repository: string;
  readonly name: string;
  /** Exact SemVer; absent for the default version of the source. */
  readonly version?: string | undefined;
  /** True when the registry may be spoken to without TLS. */
  readonly plainHTTP?: boolean;
}

/**
 * Charts by name and version. The charts built into the image and those in a folder have a default version, the one
 * that is there; a registry has none.
 */
export interface ChartSource {
  /**
   * @throws RequestError `ChartNotFound` where the source does not have it, `InvalidChart` where it is broken,
   *   too large or hostile, `RegistryRefused` where a registry says 401 or 403
   * @throws UnavailableError `RegistryUnavailable` where the registry did not answer
   */
  resolveChart(reference: ChartReference): Promise<Chart>;
}
