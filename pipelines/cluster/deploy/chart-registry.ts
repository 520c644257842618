/** Folder of charts in a registry, with its address for pods. */
export interface ChartRegistry {
  /** `oci://host[:port]/path` */
  readonly url: string;
  readonly plainHTTP: boolean;
}
