/** Pods of a release that are alike. */
export interface PodGroup {
  readonly count: number;
  /** Value paths of the resources of each container. */
  readonly containers: readonly string[];
  /** Sizes of each pod's volumes, or their value paths. */
  readonly volumes: readonly string[];
}
