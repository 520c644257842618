import type { Values } from '../helm/chart.ts';
import type { Placement } from '../release/placement.ts';
import type { Owner, Release } from '../release/release.ts';
import { chartVersion, platformValuesFor } from './placement-values.ts';
import type { ChartField } from './vocabulary.ts';

/** Fields of a release that a Promise sets; every other field has a default. */
export interface ReleaseSource
  extends Partial<
    Pick<
      Release,
      | 'path'
      | 'namePath'
      | 'category'
      | 'namespace'
      | 'ownsNamespace'
      | 'catalogType'
      | 'images'
      | 'imageMirror'
      | 'platformValues'
      | 'protected'
      | 'stateful'
      | 'scaling'
      | 'singleReplicaReason'
      | 'growsStorage'
      | 'versionChangeProblem'
      | 'newVersionProblem'
      | 'contentChangeProblem'
      | 'contentsField'
      | 'derivedNames'
      | 'bindings'
      | 'facts'
      | 'pods'
      | 'warnings'
      | 'warn'
      | 'check'
      | 'isScaledByCluster'
      | 'unsupportedFields'
      | 'refusal'
    >
  > {
  readonly name: string;
  /** Name of the chart, or its name and version. The version defaults to the platform's. */
  readonly chart: string | ChartField;
  /** Values that the request's fields set, given the merged values of the layers below. */
  readonly fields?: Release['fields'];
  /** Free values of the request. */
  readonly values?: Values | undefined;
  readonly owner?: Owner | undefined;
}

/**
 * Creates a release with a default for everything that the source leaves out: a stateless application with the
 * platform's version of the chart.
 *
 * @example
 * const release = releaseOf(placement, {
 *   name: 'nightly',
 *   chart: 'report',
 *   fields: (below) => assignFields({ schedule: '0 2 * * *' }, { schedule: 'schedule' }, { below }),
 * });
 * release.namespace; // 'dev'
 */
export function releaseOf(placement: Placement, source: ReleaseSource): Release {
  const { chart, fields = () => [], values = {}, owner = {}, ...rest } = source;
  const { name = source.name, version } = typeof chart === 'string' ? { name: chart } : chart;
  return {
    path: 'spec',
    category: 'applications',
    environment: placement.environment,
    clusterType: placement.clusterType,
    namespace: placement.namespace,
    production: placement.production,
    ...(placement.tenant && { tenant: placement.tenant.name, nameScope: placement.tenant.name }),
    platformValues: platformValuesFor(placement, name),
    protected: false,
    stateful: false,
    scaling: 'both',
    facts: () => ({}),
    warnings: [],
    check: () => [],
    ...rest,
    chart: { name, version: version ?? chartVersion(placement, name) },
    fields,
    freeValues: values,
    owner,
  };
}
