import { mergeRefusals, problem, RequestError } from '../../shared/errors.ts';
import type { Chart, ChartNode, ChartSource, ValuesValidator } from '../../shared/helm/chart.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { countKeywords, schemaLimits } from '../../shared/schema/schema-guard.ts';
import { createStepBudget, type StepBudget } from '../../shared/schema/schema-meter.ts';
import type { CompiledSchema } from '../../shared/schema/values-schema.ts';
import { appliesProductionValues, checkAllowedChart, isOwnChart } from './allowed-charts.ts';

/** Chart with the validator of its values. */
export interface ResolvedChart {
  readonly chart: Chart;
  /** Validator of the chart's own values. */
  readonly validate: ValuesValidator;
  /** Returns the validator of a subchart, if it has a schema; absent if no subchart has one. */
  readonly subchartValidator?: (subchart: ChartNode) => ValuesValidator | undefined;
  /** Warnings about the chart, for the requester. */
  readonly warnings: readonly string[];
}

type Validator = ValuesValidator | CompiledSchema;

/** Schemas of a chart, which several requests can use. */
interface CompiledChart {
  readonly validate: Validator;
  readonly subchartValidator?: (subchart: ChartNode) => Validator | undefined;
  readonly warnings: readonly string[];
}

const compiledCharts = new WeakMap<Chart, Promise<CompiledChart>>();

/**
 * Reads the charts of all releases concurrently. Never reads a chart that the platform does not allow.
 *
 * @param options.check refuses charts; by default those that the platform does not allow. The chart of namespaces is
 *   only for releases that own one
 * @returns the chart of each release, in their order, or the refusal of the chart at the path of the item
 * @throws UnavailableError if a registry does not answer and no chart is refused
 */
export async function resolveCharts(
  releases: readonly Pick<Release, 'path' | 'chart' | 'ownsNamespace'>[],
  {
    platform,
    source,
    check = checkAllowedChart,
  }: { platform: Platform; source: ChartSource; check?: typeof checkAllowedChart },
): Promise<(ResolvedChart | RequestError)[]> {
  const { url, plainHTTP } = platform.chartsRepository;
  const reads = await Promise.all(
    releases.map(async ({ chart: wanted, path, ownsNamespace }): Promise<Chart | RequestError | Outage> => {
      const at = { platform, path: `${path}.chart` };
      const checkChart = (one: typeof wanted): void => (ownsNamespace ? undefined : check(one, at));
      try {
        checkChart(wanted);
        const chart = await source.resolveChart({ repository: url, ...wanted, plainHTTP });
        checkChart(chart);
        return chart;
      } catch (error) {
        return error instanceof RequestError ? atPath(error, at.path) : { outage: error };
      }
    }),
  );
  const budgets = { compile: createSchemaBudget(), check: createStepBudget() };
  const answers: (ResolvedChart | RequestError | Outage)[] = [];
  for (const [index, read] of reads.entries()) {
    if (read instanceof RequestError || 'outage' in read) answers.push(read);
    else
      answers.push(await withValidator(read, { platform, budgets, path: `${releases[index]!.path}.chart` }));
  }
  const [refusal, ...others] = answers.filter((answer) => answer instanceof RequestError);
  return answers.map((answer) => {
    if (!('outage' in answer)) return answer;
    throw refusal === undefined ? answer.outage : others.reduce(mergeRefusals, refusal);
  });
}

/** Compiles the schemas of a chart, or returns its refusal. */
async function withValidator(
  chart: Chart,
  { platform, budgets, path }: { platform: Platform; budgets: Budgets; path: string },
): Promise<ResolvedChart | RequestError | Outage> {
  try {
    budgets.compile(chart);
    const { validate, subchartValidator, warnings } = await compiledChart(chart);
    return {
      chart: withAppliedLayers(chart, platform),
      validate: withBudget(validate, budgets.check),
      ...(subchartValidator && {
        subchartValidator: (subchart) => withBudget(subchartValidator(subchart), budgets.check),
      }),
      warnings,
    };
  } catch (error) {
    return error instanceof RequestError ? atPath(error, path) : { outage: error };
  }
}

/** Limits of a request: the size of the schemas, and the steps of their checks. */
interface Budgets {
  readonly compile: SchemaBudget;
  readonly check: StepBudget;
}

function withBudget<V extends Validator | undefined>(validate: V, budget: StepBudget): V | ValuesValidator {
  return validate !== undefined && 'within' in validate ? validate.within(budget) : validate;
}

/** Counts the schemas of a chart, each chart once. */
type SchemaBudget = (chart: Chart) => void;

/**
 * Returns a function that refuses the first chart whose schemas and those of the charts before it are too large for the
 * memory of the container together.
 */
function createSchemaBudget(): SchemaBudget {
  const counted = new Set<Chart>();
  let keywords = 0;
  return (chart) => {
    if (counted.has(chart)) return;
    counted.add(chart);
    keywords += (chart.validate === undefined ? countKeywords(chart.schema) : 0) + subchartKeywords(chart);
    if (keywords <= schemaLimits.keywords) return;
    const message = `The schemas of the charts of this request have more than ${schemaLimits.keywords} keywords in all; use several requests, or charts with smaller schemas`;
    throw new RequestError('InvalidChart', [problem('', message)]);
  };
}

function subchartKeywords({ subcharts = [] }: Pick<ChartNode, 'subcharts'>): number {
  return subcharts.reduce((sum, chart) => sum + countKeywords(chart.schema) + subchartKeywords(chart), 0);
}

/** Removes the production layer of a third-party chart, unless the platform applies it. */
function withAppliedLayers(chart: Chart, platform: Platform): Chart {
  const { productionValues, ...others } = chart;
  return productionValues === undefined || appliesProductionValues(chart.name, platform) ? chart : others;
}

/** Error that kept a chart from being read. */
interface Outage {
  readonly outage: unknown;
}

/** Returns a refusal at the path of a chart, or below it. */
function atPath(error: RequestError, path: string): RequestError {
  const problems = error.problems.map(({ path: below, message }) => {
    if (below.startsWith(path)) return { path: below, message };
    if (below === 'version') return { path: `${path}.${below}`, message };
    return { path, message: below === '' ? message : `${below}: ${message}` };
  });
  return new RequestError(error.reason, problems, { cause: error });
}

/** Returns the validators of a chart, compiled once for all its releases. */
function compiledChart(chart: Chart): Promise<CompiledChart> {
  const known =
    compiledCharts.get(chart) ?? compile(chart).then((compiled) => withChartWarnings(compiled, chart));
  compiledCharts.set(chart, known);
  return known;
}

/** Adds the warnings about the files of a chart, which name the chart. */
function withChartWarnings(
  compiled: CompiledChart,
  { name, version, warnings: ofFiles = [] }: Chart,
): CompiledChart {
  return {
    ...compiled,
    warnings: [...compiled.warnings, ...ofFiles.map((warning) => `Chart "${name}" ${version}: ${warning}`)],
  };
}

async function compile(chart: Chart): Promise<CompiledChart> {
  const root = await compileRoot(chart);
  if (!hasSchema(chart.subcharts ?? [])) return root;
  const { compileValuesSchema } = await import('../../shared/schema/values-schema.ts');
  const compiled = new WeakMap<ChartNode, CompiledSchema>();
  const subchartValidator = (subchart: ChartNode): CompiledSchema | undefined => {
    if (subchart.schema === undefined) return undefined;
    const validate = compiled.get(subchart) ?? compileValuesSchema(subchart.schema);
    compiled.set(subchart, validate);
    return validate;
  };
  return { ...root, subchartValidator };
}

function hasSchema(charts: readonly ChartNode[]): boolean {
  return charts.some(({ schema, subcharts = [] }) => schema !== undefined || hasSchema(subcharts));
}

/** Returns the warnings about the keywords of a schema that are not checked. */
export function schemaWarnings(chart: string, validate: ValuesValidator | undefined): string[] {
  return (validate?.warnings ?? []).map((warning) => `${chart}: values.schema.json: ${warning}`);
}

async function compileRoot(chart: Chart): Promise<CompiledChart> {
  if (chart.validate !== undefined) return { validate: chart.validate, warnings: [] };
  if (chart.schema === undefined) {
    return {
      validate: () => [],
      warnings: [`Chart "${chart.name}" ${chart.version} has no schema; its values are not checked`],
    };
  }
  // Loaded lazily: the compiler is slow to load, and the build compiled the schemas of the carried charts.
  const { compileValuesSchema } = await import('../../shared/schema/values-schema.ts');
  const validate = compileValuesSchema(chart.schema);
  if (isOwnChart(chart.name) && validate.warnings?.[0] !== undefined)
    throw new RequestError('InvalidChart', [
      problem('', `Schema of a built-in chart: ${validate.warnings[0]}`),
    ]);
  return { validate, warnings: schemaWarnings(`Chart "${chart.name}" ${chart.version}`, validate) };
}
