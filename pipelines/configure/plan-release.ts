import { type Problem, RequestError } from '../../shared/errors.ts';
import { closedPaths } from '../../shared/helm/audience.ts';
import type { Values } from '../../shared/helm/chart.ts';
import { effectiveValues } from '../../shared/helm/effective-values.ts';
import { type Layer, mergeValues } from '../../shared/helm/merge-values.ts';
import { valueAt } from '../../shared/release/merged.ts';
import type { Release, ReleaseFacts } from '../../shared/release/release.ts';
import type { ResolvedChart } from './resolve-charts.ts';

/** A release with its chart and its values, checked. */
export interface Plan extends ResolvedChart {
  readonly release: Release;
  readonly layers: readonly Layer[];
  /** As they are written: a null above the chart survives, so that Helm removes the default too. */
  readonly merged: Values;
  readonly facts: ReleaseFacts;
}

/** Values that nobody asked for and that a chart gets only where it knows them. */
const offered = ['podLabels', 'protected'];

/**
 * Merges the layers of a release and checks the result.
 *
 * @param resolved the release's chart, or why it was refused
 * @throws RequestError `InvalidValues` with everything that the chart's schema, its audience or its engine refuses
 */
export function planRelease(release: Release, resolved: ResolvedChart | RequestError): Plan {
  if (resolved instanceof RequestError) throw resolved;
  const { chart } = resolved;
  const below: Layer[] = [
    ...(release.production && chart.productionValues
      ? [{ name: 'production' as const, values: chart.productionValues }]
      : []),
    { name: 'platform', values: release.platformValues },
  ];
  const fields = release.fields(mergeValues(chart.values, below).values);
  const layers: Layer[] = [
    ...below,
    { name: 'request', values: withoutUnknownOffers(fields, chart.values) },
    { name: 'request', values: release.freeValues },
  ];
  const { values: merged, warnings } = mergeValues(chart.values, layers);
  const effective = effectiveValues(merged, chart.values);
  const problems = [
    ...closedPaths(chart.schema, release.freeValues).map((problem) => inValues(problem, release)),
    ...[...resolved.validate(effective), ...release.check(effective)].map((problem) =>
      placed(problem, release),
    ),
  ];
  if (problems.length > 0) throw new RequestError('InvalidValues', problems);
  return {
    ...resolved,
    release,
    layers,
    merged,
    facts: release.facts(effective),
    warnings: [...resolved.warnings, ...warnings, ...release.warnings].map(
      (warning) => `${release.name}: ${warning}`,
    ),
  };
}

function withoutUnknownOffers(fields: Values, chartValues: Values): Values {
  const known = Object.entries(fields).filter(
    ([key]) => !offered.includes(key) || Object.hasOwn(chartValues, key),
  );
  return Object.fromEntries(known);
}

const inValues = ({ path, message }: Problem, release: Release): Problem => ({
  path: `${release.path}.values.${path}`,
  message,
});

/** A problem of the merged values belongs to the free values where they set that path, else to the item's fields. */
function placed(problem: Problem, release: Release): Problem {
  if (problem.path !== '' && valueAt(release.freeValues, problem.path) !== undefined)
    return inValues(problem, release);
  const message =
    problem.path === '' ? problem.message : `The value '${problem.path}' does not fit: ${problem.message}`;
  return { path: release.path, message };
}
