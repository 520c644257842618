import { mergeRefusals, RequestError } from '../../shared/errors.ts';
import type { Chart, ChartSource, ValuesValidator } from '../../shared/helm/chart.ts';
import type { Platform } from '../../shared/release/platform.ts';
import type { Release } from '../../shared/release/release.ts';
import { checkAllowedChart, isOwnChart } from './allowed-charts.ts';

/** Chart with the validator of its values. */
export interface ResolvedChart {
  readonly chart: Chart;
  readonly validate: ValuesValidator;
  /** Warnings about the chart, for the requester. */
  readonly warnings: readonly string[];
}

const validators = new WeakMap<Chart, Promise<Omit<ResolvedChart, 'chart'>>>();

/**
 * Reads the charts of all releases concurrently. Never reads a chart that the platform does not allow.
 *
 * @returns the chart of each release, in their order, or the refusal of the chart at the path of the item
 * @throws UnavailableError if a registry does not answer and no chart is refused
 */
export async function resolveCharts(
  releases: readonly Pick<Release, 'path' | 'chart'>[],
  { platform, source }: { platform: Platform; source: ChartSource },
): Promise<(ResolvedChart | RequestError)[]> {
  const { url, plainHTTP } = platform.chartsRepository;
  const answers = await Promise.all(
    releases.map(async ({ chart: wanted, path }): Promise<ResolvedChart | RequestError | Outage> => {
      const at = { platform, path: `${path}.chart` };
      try {
        checkAllowedChart(wanted, at);
        const chart = await source.resolveChart({ repository: url, ...wanted, plainHTTP });
        checkAllowedChart(chart, at);
        return { chart, ...(await validatorFor(chart)) };
      } catch (error) {
        return error instanceof RequestError ? atPath(error, at.path) : { outage: error };
      }
    }),
  );
  const [refusal, ...others] = answers.filter((answer) => answer instanceof RequestError);
  return answers.map((answer) => {
    if (!('outage' in answer)) return answer;
    throw refusal === undefined ? answer.outage : others.reduce(mergeRefusals, refusal);
  });
}

/** Error that kept a chart from being read. */
interface Outage {
  readonly outage: unknown;
}

/** Returns a refusal at the path of a chart, or below it. */
function atPath(error: RequestError, path: string): RequestError {
  const problems = error.problems.map(({ path: below, message }) => {
    if (below.startsWith(path)) return { path: below, message };
    return { path, message: below === '' ? message : `${below}: ${message}` };
  });
  return new RequestError(error.reason, problems, { cause: error });
}

/** Returns the validator of a chart, compiled once for all its releases. */
function validatorFor(chart: Chart): Promise<Omit<ResolvedChart, 'chart'>> {
  const known = validators.get(chart) ?? compile(chart);
  validators.set(chart, known);
  return known;
}

async function compile(chart: Chart): Promise<Omit<ResolvedChart, 'chart'>> {
  if (chart.hasDeleteHooks) {
    const message = `Chart "${chart.name}" ${chart.version} has post-delete hooks, or hooks of a computed kind, which would hang without its values; use another chart`;
    throw new RequestError('InvalidChart', [{ path: '', message }]);
  }
  if (chart.validate !== undefined) return { validate: chart.validate, warnings: [] };
  if (chart.schema === undefined) {
    return {
      validate: () => [],
      warnings: [`Chart "${chart.name}" ${chart.version} has no schema; its values are not checked`],
    };
  }
  try {
    // Loaded lazily: the compiler is slow to load, and the build compiled the schemas of the carried charts.
    const { compileValuesSchema } = await import('../../shared/helm/values-schema.ts');
    return { validate: compileValuesSchema(chart.schema), warnings: [] };
  } catch (error) {
    if (!(error instanceof RequestError) || isOwnChart(chart.name)) throw error;
    const message = `Invalid schema of chart "${chart.name}" ${chart.version}: ${error.message}; its values are not checked`;
    return { validate: () => [], warnings: [message] };
  }
}
