import { collect, type Problem, problem, RequestError } from '../../shared/errors.ts';
import type { Chart, Values } from '../../shared/helm/chart.ts';
import { type Layer, mergeValues } from '../../shared/helm/merge-values.ts';
import {
  type Assignment,
  assignedValues,
  assignmentsInChart,
  findField,
  findOverlaps,
} from '../../shared/release/assignments.ts';
import { ingressUrls } from '../../shared/release/ingress-urls.ts';
import type { Release, ReleaseFacts } from '../../shared/release/release.ts';
import { type ChartTreeValues, computeValues, treeWarnings } from './chart-values.ts';
import { setsValue, type ValuesBelow, valuesBelow } from './layers-below.ts';
import type { ResolvedChart } from './resolve-charts.ts';
import { checkDeleteHooks, templateWarnings } from './template-warnings.ts';
import {
  forbiddenProblems,
  markedFields,
  type PlanRules,
  reservedProblems,
  violationsOf,
  withoutPathsOf,
} from './value-rules.ts';

/** Release with its chart and its checked values. */
export interface Plan extends ResolvedChart {
  readonly release: Release;
  readonly layers: readonly Layer[];
  /** Values of the output. A null of a layer stays, so that Helm removes the default too. */
  readonly merged: Values;
  /** Those of the layers alone. */
  readonly overrides: Values;
  readonly facts: ReleaseFacts;
  /** Values with which Helm renders the chart. */
  readonly values: Values;
}

/**
 * Merges the layers of a release and checks the result.
 *
 * @param rules what the platform allows requests to set, and the limits of the namespace
 * @param resolved the release's chart, or the refusal of the chart
 * @throws RequestError `InvalidValues` with every problem of the chart's schema, its reserved values and its engine
 */
export function planRelease(
  release: Release,
  resolved: ResolvedChart | RequestError,
  rules: PlanRules = {},
): Plan {
  return collect((attempt) => {
    attempt(() => throwRefusal(release.refusal));
    return attempt(() => planValues(release, { resolved, rules }))!;
  });
}

interface PlanContext {
  readonly resolved: ResolvedChart | RequestError;
  readonly rules: PlanRules;
}

function planValues(release: Release, { resolved, rules }: PlanContext): Plan {
  if (resolved instanceof RequestError) throw resolved;
  const { chart } = resolved;
  const below = valuesBelow(chart, release);
  const assignments = assignmentsInChart(release.fields(below.merged, rules.findService), chart.values);
  const layers: Layer[] = [
    ...below.layers,
    { name: 'derived', values: assignedValues(assignments.filter(({ implied }) => implied)) },
    { name: 'request', values: assignedValues(assignments.filter(({ implied }) => !implied)) },
    { name: 'request', values: release.freeValues },
  ];
  const { values: merged, overrides, warnings } = mergeValues(chart, layers);
  const tree = computeValues(chart, merged);
  const { values: effective } = tree;
  checkDeleteHooks(tree.charts, release);
  const problems = findProblems(release, { resolved, rules, below, assignments, layers, tree });
  // A refused release lacks a field, which could cause any other problem than one of its free values.
  const certain = release.refusal === undefined ? problems : problems.filter(isFreeValueProblem(release));
  if (certain.length > 0) throw new RequestError('InvalidValues', certain);
  return {
    ...resolved,
    release,
    layers,
    merged,
    overrides,
    facts: withUrls(release.facts(effective), effective),
    values: effective,
    warnings: [
      ...treeWarnings(resolved, tree),
      ...warningsOfTemplates(tree.charts, { chart, release, rules }),
      ...warnings,
      ...warningsOfRelease(release, effective),
    ].map((warning) => `${release.name}: ${warning}`),
  };
}

/** Values of a release, and what they are computed from. */
interface PlannedValues extends PlanContext {
  readonly resolved: ResolvedChart;
  /** Values of the layers below the request. */
  readonly below: ValuesBelow;
  /** Values that the fields of the request set. */
  readonly assignments: readonly Assignment[];
  readonly layers: readonly Layer[];
  /** Values with which Helm renders the chart and its subcharts. */
  readonly tree: ChartTreeValues;
}

/** Returns the problems of the values of a release, each at the field or free value that causes it. */
function findProblems(
  release: Release,
  { resolved, rules, below, assignments, layers, tree }: PlannedValues,
): Problem[] {
  const values = { effective: tree.values, below: below.tree.values };
  const fieldValues = assignedValues(assignments);
  const atField = ({ path, message }: Problem): Problem =>
    problem(`${release.path}.${findField(assignments, path) ?? path}`, message);
  const findViolations = (found: ChartTreeValues): Problem[] =>
    violationsOf(found, { resolved, release, rules });
  const withoutRequest = (): Problem[] => findViolations(below.tree);
  const unsupported = unsupportedFields(release, resolved.chart.values);
  const found = [
    ...reservedProblems(release, { resolved, assignments, ...values }),
    // Fields may set reserved values of built-in charts, because the API validates them.
    ...markedFields(resolved, fieldValues).map(atField),
    ...findOverlaps(assignments, release.freeValues).map((overlap) =>
      atFreeValue(overlapProblem(overlap), release),
    ),
    ...findViolations(tree).map((violation) =>
      locateCause(violation, { release, assignments, layers, withoutRequest }),
    ),
  ];
  const forbidden = (given: Values): Problem[] =>
    forbiddenProblems(given, { rules, tenant: release.tenant, ...values });
  const ofPlatform = [
    ...forbidden(fieldValues).map(atField),
    ...forbidden(release.freeValues).map((one) => atFreeValue(one, release)),
  ];
  return [...unsupported, ...withoutPathsOf(unsupported, [...found, ...withoutPathsOf(found, ofPlatform)])];
}

/** Reports fields that have no effect on a chart with these values. */
function unsupportedFields(release: Release, chartValues: Values): Problem[] {
  return (release.unsupportedFields?.(chartValues) ?? []).map(({ path, message }) =>
    problem(`${release.path}.${path}`, message),
  );
}

function warningsOfRelease({ warnings, warn }: Release, effective: Values): string[] {
  return [...warnings, ...(warn?.(effective) ?? [])];
}

function warningsOfTemplates(
  charts: ChartTreeValues['charts'],
  { chart, release, rules }: { readonly chart: Chart; readonly release: Release; readonly rules: PlanRules },
): string[] {
  const { chartsRepository, tenants } = rules;
  if (chartsRepository === undefined) return [];
  return templateWarnings(charts, { chart, release, platform: { chartsRepository, tenants } });
}

function withUrls(facts: ReleaseFacts, values: Values): ReleaseFacts {
  const urls = ingressUrls(values);
  return urls.length === 0 ? facts : { ...facts, urls };
}

function throwRefusal(refusal: RequestError | undefined): void {
  if (refusal !== undefined) throw refusal;
}

const isFreeValueProblem =
  (release: Release) =>
  ({ path }: Problem): boolean =>
    path.startsWith(`${release.path}.values`);

const atFreeValue = ({ path, message }: Problem, release: Release): Problem => ({
  path: `${release.path}.values.${path}`,
  message,
});

/** Returns a problem that names field and value, because Helm would silently drop the value of the field. */
function overlapProblem({ path, field }: { path: string; field: string }): Problem {
  return problem(path, `Conflicts with the field ${field}, which sets the same value; remove one of them`);
}

interface Cause {
  readonly release: Release;
  readonly assignments: readonly Assignment[];
  readonly layers: readonly Layer[];
  /** Returns the violations of the layers below the request. */
  readonly withoutRequest: () => readonly Problem[];
}

/** Returns a problem of the merged values at the field that set the value last, if it is known. */
function locateCause(violation: Problem, { release, assignments, layers, withoutRequest }: Cause): Problem {
  const { path, message } = violation;
  if (path === '') return problem(release.path, message);
  const setter = layers.findLast(({ values }) => setsValue(values, path));
  if (setter?.values === release.freeValues) return atFreeValue(violation, release);
  const what = `Invalid value "${path}": ${message}`;
  if (setter?.name === 'platform' && withoutRequest().some((other) => isSameProblem(other, violation))) {
    const source = `BootstrapClaim spec.values.${release.chart.name} sets it`;
    return problem(release.path, `${what}; ${source}, ask the platform team`);
  }
  const field = findField(assignments, path);
  return field === undefined ? problem(release.path, what) : problem(`${release.path}.${field}`, message);
}

const isSameProblem = (one: Problem, other: Problem): boolean =>
  one.path === other.path && one.message === other.message;
