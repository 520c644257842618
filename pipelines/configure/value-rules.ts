import { type Problem, problem } from '../../shared/errors.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { dangerousValueProblems } from '../../shared/helm/dangerous-values.ts';
import { enabledDefaultProblems } from '../../shared/helm/enabled-defaults.ts';
import { annotationProblems } from '../../shared/release/annotations.ts';
import { type Assignment, assignedValues, fieldForValue } from '../../shared/release/assignments.ts';
import type { FindBoundService } from '../../shared/release/bindings.ts';
import { type ImageContext, imageProblems } from '../../shared/release/images.ts';
import { type NamespaceLimits, namespaceLimitProblems } from '../../shared/release/namespace-limits.ts';
import type { NamespaceDefaults, Platform } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { serviceTypeProblems } from '../../shared/release/service-types.ts';
import { platformOnlyProblems } from '../../shared/schema/audience.ts';
import { isOwnChart } from './allowed-charts.ts';
import { type ChartTreeValues, treeProblems } from './chart-values.ts';
import type { ResolvedChart } from './resolve-charts.ts';
import type { KindRules } from './template-warnings.ts';

/** Rules of a platform about the values of a request. */
export interface PlanRules
  extends Pick<Platform, 'allowedAnnotations' | 'imageRegistries' | 'serviceTypes' | 'tenants'>,
    Partial<KindRules> {
  /** Defaults of the namespace of the release; absent if it gets none. */
  readonly namespaceDefaults?: NamespaceDefaults | undefined;
  /** Limits that an InfrastructureClaim sets in this namespace; absent for none. */
  readonly ownerLimits?: NamespaceLimits | undefined;
  /** Returns a service that the release binds to. */
  readonly findService?: FindBoundService | undefined;
}

/** Returns the problems that the chart, the Promise and the namespace find in values. */
export function violationsOf(
  tree: ChartTreeValues,
  {
    resolved,
    release,
    rules,
  }: { readonly resolved: ResolvedChart; readonly release: Release; readonly rules: PlanRules },
): Problem[] {
  if (tree.failure !== undefined) return [tree.failure];
  return withoutDuplicates(treeProblems(resolved, tree), [
    ...release.check(tree.values),
    ...limitProblems(tree.values, { release, rules }),
  ]);
}

/** Reports a pod that its namespace would refuse. Third-party charts have values of their own. */
function limitProblems(
  values: Values,
  { release, rules }: { readonly release: Release; readonly rules: PlanRules },
): Problem[] {
  const { namespaceDefaults: defaults, ownerLimits } = rules;
  if (!isOwnChart(release.chart.name)) return [];
  return [
    ...(defaults === undefined
      ? []
      : namespaceLimitProblems(values, { namespace: release.namespace, defaults })),
    ...(ownerLimits === undefined ? [] : namespaceLimitProblems(values, ownerLimits)),
  ];
}

/** Reports annotations, images and types of Services that the platform does not allow. */
export function forbiddenProblems(
  values: Values,
  {
    rules: { allowedAnnotations = [], imageRegistries, serviceTypes = [], tenants },
    tenant: name,
    ...context
  }: Pick<ImageContext, 'effective' | 'below'> & Pick<Release, 'tenant'> & { readonly rules: PlanRules },
): Problem[] {
  const tenant = tenants?.find((one) => one.name === name);
  return [
    ...annotationProblems(values, allowedAnnotations, tenant?.serviceAccountAnnotations),
    ...serviceTypeProblems(values, tenant?.serviceTypes ?? serviceTypes),
    ...(imageRegistries === undefined ? [] : imageProblems(values, { ...context, allowed: imageRegistries })),
  ];
}

/** Reports fields that set values which a third-party chart reserves. */
export function markedFields(resolved: ResolvedChart, fieldValues: Values): Problem[] {
  const { chart, validate } = resolved;
  return isOwnChart(chart.name) ? [] : platformOnlyProblems({ schema: chart.schema, validate }, fieldValues);
}

/** Reports free values that only the platform may set: by the marks of the chart, and by name in a third-party chart. */
export function reservedProblems(
  { path, freeValues }: Release,
  {
    resolved,
    assignments,
    ...values
  }: {
    readonly resolved: ResolvedChart;
    readonly assignments: readonly Assignment[];
  } & Readonly<Record<'effective' | 'below', Values>>,
): Problem[] {
  const { chart, validate } = resolved;
  const marked = platformOnlyProblems({ schema: chart.schema, validate }, freeValues);
  const dangerous = isOwnChart(chart.name)
    ? []
    : [
        ...dangerousValueProblems(freeValues, values.below),
        ...enabledDefaultProblems(freeValues, { fields: assignedValues(assignments), ...values }),
      ];
  return [...marked, ...withoutPathsOf(marked, dangerous)].map((one) => {
    const valuesPath = one.path === '' ? 'values' : `values.${one.path}`;
    const field = isOwnChart(chart.name) ? fieldForValue(assignments, one.path) : undefined;
    const hint = field === undefined ? '' : `; use the field ${field}`;
    return problem(
      `${path}.${valuesPath}`,
      `${one.message} (BootstrapClaim spec.values.${chart.name})${hint}`,
    );
  });
}

/** Returns the problems at paths that no other problem has. */
export function withoutPathsOf(others: readonly Problem[], problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path }) => !others.some((other) => other.path === path));
}

/** Omits the schema's problem of a value for which the Promise has its own message. */
function withoutDuplicates(ofSchema: readonly Problem[], own: readonly Problem[]): Problem[] {
  return [...withoutPathsOf(own, ofSchema), ...own];
}
