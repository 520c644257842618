/** Pods of a release that are alike, or volumes that exist without any pods. */
export interface PodGroup {
  readonly count: number;
  /** Value paths of the resources of each container; none for volumes without pods. */
  readonly containers: readonly string[];
  /** Sizes of each pod's volumes, or their value paths. */
  readonly volumes: readonly string[];
}
