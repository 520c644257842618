import type { Values } from '../helm/chart.ts';
import type { Platform } from './platform.ts';

/** Pinned Helm chart of an operator. */
export interface OperatorChart {
  /** Helm repository, or a registry without a scheme for an OCI chart (Argo CD, "Helm"). */
  readonly repoURL: string;
  readonly chart: string;
  /** Exact version of the chart. */
  readonly version: string;
  readonly values?: Values;
  /** Images and registries that a mirror replaces, by the path of their value. */
  readonly images: { readonly [path: string]: string };
}

/** Pinned folder of a Git repository with a kustomization. */
export interface OperatorKustomization {
  readonly repoURL: string;
  readonly path: string;
  /** Tag of the repository. */
  readonly revision: string;
  /** Images with their tags, and the names that the kustomization has for them. */
  readonly images: readonly { readonly name: string; readonly image: string }[];
  /** Strategic merge patches. */
  readonly patches?: readonly string[];
}

/** Program that serves custom resources, installed once on a cluster. */
export interface Operator {
  readonly name: string;
  /** Version of the program in the pinned source. */
  readonly version: string;
  /** Namespace of the program. */
  readonly namespace: string;
  readonly source: OperatorChart | OperatorKustomization;
  /** Names of the operators that it needs. */
  readonly needs?: readonly string[];
  /**
   * Kinds between a custom resource and its pods that are not workloads of Kubernetes, as `group/Kind`: Argo CD shows the
   * pods below only if its project allows these kinds.
   */
  readonly createdKinds?: readonly string[];
  /** Former names, accepted with a warning. */
  readonly formerNames?: readonly string[];
}

/** Returns the operators on the cluster of a platform: installed by a BootstrapClaim or by other means. */
export function presentOperators({
  operators,
  installedOperators = [],
}: Pick<Platform, 'operators' | 'installedOperators'>): string[] {
  return [...operators, ...installedOperators];
}

/** Returns true if an operator is on the cluster of a platform. */
export function hasOperator(platform: Parameters<typeof presentOperators>[0], name: string): boolean {
  return presentOperators(platform).includes(name);
}

/** Returns the operators that the BootstrapClaim of a platform installs: all in the status that an older image wrote. */
export function ownOperators(platform: Partial<Platform> = {}): readonly string[] {
  return platform.installs ?? platform.operators ?? [];
}

/** Returns operators with everything that they need and that the cluster does not have yet, by name. */
export function withNeeds(
  names: readonly string[],
  { known, present }: { readonly known: readonly Operator[]; readonly present: readonly string[] },
): string[] {
  const all = new Set(names);
  // A set visits what is added during the iteration.
  for (const name of all) {
    const needs = known.find((operator) => operator.name === name)?.needs ?? [];
    for (const need of needs) if (!present.includes(need)) all.add(need);
  }
  return [...all].sort();
}
